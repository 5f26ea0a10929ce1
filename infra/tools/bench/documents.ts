import { randomBytes, randomInt } from 'node:crypto'
import { join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { qrModules } from '../../document-proof/qr-code.ts'
import { closeCompilers } from '../../documents/compiler.ts'
import { allFonts } from '../../documents/font-files.ts'
import type { PrintedForm, PrintedProof } from '../../documents/printed-form.ts'
import { printedInput, renderForm } from '../../documents/render-form.ts'
import { readTemplate } from '../../documents/template.ts'
import { sampleForm } from '../../documents/testing/sample-form.ts'
import { atMost, type Figure, megabytes, milliseconds, times } from './figure.ts'
import { readMemoryBytes } from './process-memory.ts'
import { median } from './quantile.ts'
import { time } from './time.ts'

type Options = { rounds: number; log(line: string): void }
type Document = { form: PrintedForm; proof: PrintedProof }

const createdAt = new Date('2026-07-31T08:05:00Z')

const inBangla = (text: string): string =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(0x9e6 + Number(digit)))

/** Each has other texts, amounts and another proof: typst would know a document that it has made before. */
const someDocument = (lines: number): Document => {
  const anyAmount = () => inBangla(`${randomInt(10, 99)},${randomInt(100, 999)}.${randomInt(10, 99)}`)
  const anyArticle = () => `পোর্টল্যান্ড সিমেন্ট, ${randomInt(1_000_000)} কেজি বস্তা`
  const form = sampleForm(Array.from({ length: lines }, anyArticle))
  const rows = form.rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell) => (/^\d[\d,]*\.\d\d$/.test(cell) ? anyAmount() : inBangla(cell))),
  }))
  const number = `MUSHAK-6.3-2026-07-${randomInt(100_000, 999_999)}`
  const [first, ...others] = form.document
  const document = [{ label: first?.label ?? '', value: number }, ...others]
  const buyer = form.buyer.map((field) => ({ ...field, value: `${field.value} ${randomInt(1_000_000)}` }))
  return { form: { ...form, fileTitle: number, document, buyer, rows }, proof: someProof(number) }
}

const someProof = (number: string): PrintedProof => {
  const proof = `BIN=002871821-0101/NO=${number}/DT=2026-07-31/TOT=1234567.00/VAT=123456.00/KEY=0123abcd/`
  const lines = [proof, `SIG=${randomBytes(64).toString('base64url')}`]
  const text = lines.join('')
  return { text, lines, modules: qrModules(`https://finance.example.com/verify#${text}`) }
}

/**
 * Measures documents of one page and of 500 lines, how much of the time is typst's own, and the memory.
 * @throws DocumentFailed when one cannot be made, and Error when one has another number of pages
 */
export const measureDocuments = async ({ rounds, log }: Options): Promise<Figure[]> => {
  // First, because the memory of a process does not become less.
  const memory = await measureMemory(log)
  log('measuring documents')
  const pairs = await measurePairs(rounds)
  const onePage = median(pairs.map(({ ownMs }) => ownMs))
  const ratio = median(pairs.map(({ ownMs, bareMs }) => ownMs / bareMs))
  const known = someDocument(5)
  const again = await measureRender(() => known, { rounds, pages: 1 })
  const manyLines = await measureRender(() => someDocument(500), { rounds: Math.ceil(rounds / 5), pages: 14 })
  await closeCompilers()
  return [
    atMost('document of one page', { measured: onePage, bound: 15, unit: milliseconds }),
    atMost('the same document again', { measured: again, bound: 10, unit: milliseconds }),
    atMost('document of one page / typst alone', { measured: ratio, bound: 1.3, unit: times }),
    atMost('document of 500 lines', { measured: manyLines, bound: 400, unit: milliseconds }),
    ...memory,
  ]
}

type Rounds = { rounds: number; pages: number }

const measureRender = async (documentOf: () => Document, { rounds, pages }: Rounds): Promise<number> => {
  const eachMs: number[] = []
  for (let round = 0; round < rounds; round++) eachMs.push(await renderMs(documentOf(), pages))
  return median(eachMs)
}

const renderMs = async ({ form, proof }: Document, pages: number): Promise<number> => {
  const { tookMs, value } = await time(() => renderForm(form, { createdAt, proof }))
  if (value.pages !== pages) throw new Error(`A document has ${value.pages} pages in place of ${pages}`)
  return tookMs
}

/** What two threads with typst take, every twentieth document having 500 lines, and whether it grows. */
const measureMemory = async (log: Options['log']): Promise<Figure[]> => {
  log('measuring the memory of documents')
  const memoryBytes = (): number => readMemoryBytes(process.pid) ?? process.memoryUsage.rss()
  const makeDocuments = async (count: number): Promise<number> => {
    for (let made = 0; made < count; made++) {
      const { form, proof } = someDocument(made % 20 === 0 ? 500 : 5)
      await renderForm(form, { createdAt, proof })
    }
    return memoryBytes()
  }
  const before = memoryBytes()
  const first = await makeDocuments(200)
  const second = await makeDocuments(200)
  await closeCompilers()
  return [
    atMost('memory of documents', { measured: second - before, bound: 400e6, unit: megabytes }),
    atMost('memory after 400 documents / after 200', { measured: second / first, bound: 1.15, unit: times }),
  ]
}

type Pair = { ownMs: number; bareMs: number }

/**
 * A document of one page, and beside it another one with the compiler in this thread, with the same template
 * and fonts: the speed of a shared machine changes within seconds, so the ratio of neighbours counts.
 */
const measurePairs = async (rounds: number): Promise<Pair[]> => {
  const mainFileContent = readTemplate(join(import.meta.dirname, '../../documents'))
  const workspace = '/documents'
  const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: allFonts() }] })
  const options = { pdfStandard: 'a-2b', pdfTags: false, creationTimestamp: 0 }
  const pairs: Pair[] = []
  for (let round = 0; round < rounds; round++) {
    const ownMs = await renderMs(someDocument(5), 1)
    const { form, proof } = someDocument(5)
    const input = printedInput(form, { createdAt, proof }).form
    compiler.mapShadow(`${workspace}/form.json`, Buffer.from(`{"pages":{"filled":"one"},"form":${input}}`))
    const bare = await time(async () => compiler.pdf({ mainFileContent }, options))
    pairs.push({ ownMs, bareMs: bare.tookMs })
  }
  return pairs
}
