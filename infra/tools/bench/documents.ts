import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { closeCompilers } from '../../documents/compiler.ts'
import { allFonts } from '../../documents/font-files.ts'
import type { PrintedForm } from '../../documents/printed-form.ts'
import { printedInput, renderForm } from '../../documents/render-form.ts'
import { sampleForm } from '../../documents/testing/sample-form.ts'
import { atMost, type Figure, megabytes, milliseconds, times } from './figure.ts'
import { readMemoryBytes } from './process-memory.ts'
import { median } from './quantile.ts'
import { time } from './time.ts'

type Options = { rounds: number; log(line: string): void }

const createdAt = new Date('2026-07-31T08:05:00Z')

const inBangla = (text: string): string =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(0x9e6 + Number(digit)))

/** Each has other texts and amounts: typst would know a form that it has laid out before. */
const someForm = (lines: number): PrintedForm => {
  const anyAmount = () => inBangla(`${randomInt(10, 99)},${randomInt(100, 999)}.${randomInt(10, 99)}`)
  const anyArticle = () => `পোর্টল্যান্ড সিমেন্ট, ${randomInt(1_000_000)} কেজি বস্তা`
  const form = sampleForm(Array.from({ length: lines }, anyArticle))
  const rows = form.rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell) => (/^\d[\d,]*\.\d\d$/.test(cell) ? anyAmount() : inBangla(cell))),
  }))
  return { ...form, rows, fileTitle: `${randomInt(1_000_000)}` }
}

/**
 * Measures documents of one page and of 500 lines, how much of the time is typst's own, and the memory.
 * @throws DocumentFailed when one cannot be made, and Error when one has another number of pages
 */
export const measureDocuments = async ({ rounds, log }: Options): Promise<Figure[]> => {
  log('measuring documents')
  const onePage = await measureRender(() => someForm(5), { rounds, pages: 1 })
  const known = someForm(5)
  const again = await measureRender(() => known, { rounds, pages: 1 })
  const manyLines = await measureRender(() => someForm(500), { rounds: Math.ceil(rounds / 5), pages: 14 })
  const memory = await measureMemory(log)
  await closeCompilers()
  const bare = await measureBare(5, rounds)
  return [
    atMost('document of one page', { measured: onePage, bound: 15, unit: milliseconds }),
    atMost('the same document again', { measured: again, bound: 10, unit: milliseconds }),
    atMost('document of one page / typst alone', { measured: onePage / bare, bound: 1.3, unit: times }),
    atMost('document of 500 lines', { measured: manyLines, bound: 500, unit: milliseconds }),
    ...memory,
  ]
}

type Rounds = { rounds: number; pages: number }

const measureRender = async (formOf: () => PrintedForm, { rounds, pages }: Rounds): Promise<number> => {
  const eachMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const form = formOf()
    const { tookMs, value } = await time(() => renderForm(form, { createdAt }))
    if (value.pages !== pages) throw new Error(`A document has ${value.pages} pages in place of ${pages}`)
    eachMs.push(tookMs)
  }
  return median(eachMs)
}

/** Of this process. The documents of the second half need no more than those of the first. */
const measureMemory = async (log: Options['log']): Promise<Figure[]> => {
  log('measuring the memory of documents')
  const halves: number[] = []
  for (let half = 0; half < 2; half++) {
    for (let count = 0; count < 100; count++)
      await renderForm(someForm(count % 20 === 0 ? 500 : 5), { createdAt })
    halves.push(readMemoryBytes(process.pid) ?? process.memoryUsage.rss())
  }
  const [first = 0, second = 0] = halves
  const peakBytes = process.resourceUsage().maxRSS * 1024
  return [
    atMost('memory with documents, peak', { measured: peakBytes, bound: 500e6, unit: megabytes }),
    atMost('memory after 200 documents / after 100', { measured: second / first, bound: 1.15, unit: times }),
  ]
}

/** The compiler in this thread, with the same template, fonts and input. */
const measureBare = async (lines: number, rounds: number): Promise<number> => {
  const mainFileContent = readFileSync(join(import.meta.dirname, '../../documents/form.typ'), 'utf8')
  const workspace = '/documents'
  const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: allFonts() }] })
  const options = { pdfStandard: 'a-2b', pdfTags: false, creationTimestamp: 0 }
  const eachMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { form } = printedInput(someForm(lines), { createdAt })
    compiler.mapShadow(`${workspace}/form.json`, Buffer.from(`{"pages":{"filled":"one"},"form":${form}}`))
    eachMs.push((await time(async () => compiler.pdf({ mainFileContent }, options))).tookMs)
    compiler.evictCache(2)
  }
  return median(eachMs)
}
