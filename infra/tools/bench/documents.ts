import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { closeCompiler } from '../../documents/compiler.ts'
import { allFonts } from '../../documents/font-files.ts'
import type { PrintedForm } from '../../documents/printed-form.ts'
import { compileRequest, renderForm } from '../../documents/render-form.ts'
import { sampleForm } from '../../documents/testing/sample-form.ts'
import { atMost, type Figure, megabytes, milliseconds, times, withoutBudget } from './figure.ts'
import { readMemoryBytes } from './process-memory.ts'
import { median } from './quantile.ts'
import { time } from './time.ts'

const createdAt = new Date('2026-07-31T08:05:00Z')

/** Each has other texts and amounts: typst would know a form that it has laid out before. */
const someForm = (lines: number): PrintedForm => {
  const anyAmount = () => `${randomInt(10, 99)},${randomInt(100, 999)}.${randomInt(10, 99)}`
  const anyArticle = () => `পোর্টল্যান্ড সিমেন্ট, ${randomInt(1_000_000)} কেজি বস্তা`
  const form = sampleForm(Array.from({ length: lines }, anyArticle))
  const rows = form.rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell) => (/^\d[\d,]*\.\d\d$/.test(cell) ? anyAmount() : cell)),
  }))
  return { ...form, rows, fileTitle: `${randomInt(1_000_000)}` }
}

/** Measures a document of one page and one of 500 lines, and how much of the time is typst's own. */
export const measureDocuments = async ({ rounds, log }: { rounds: number; log(line: string): void }) => {
  log('measuring documents')
  const onePage = await measureRender(5, rounds)
  const manyLines = await measureRender(500, Math.ceil(rounds / 10))
  const memoryBytes = readMemoryBytes(process.pid) ?? 0
  await closeCompiler()
  const bare = await measureBare(5, rounds)
  return [
    withoutBudget('document of one page', milliseconds(onePage)),
    atMost('document of one page / typst alone', { measured: onePage / bare, bound: 1.3, unit: times }),
    withoutBudget('document of 500 lines', milliseconds(manyLines), `memory ${megabytes(memoryBytes)}`),
  ] satisfies Figure[]
}

const measureRender = async (lines: number, rounds: number): Promise<number> => {
  const eachMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const form = someForm(lines)
    eachMs.push((await time(() => renderForm(form, { createdAt }))).tookMs)
  }
  return median(eachMs)
}

/** The compiler in this thread, with the same template, fonts and input. */
const measureBare = async (lines: number, rounds: number): Promise<number> => {
  const mainFileContent = readFileSync(join(import.meta.dirname, '../../documents/form.typ'), 'utf8')
  const compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs: allFonts() }] })
  const eachMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { form, pages } = compileRequest(someForm(lines), { createdAt })
    const options = { pdfStandard: 'a-2b', pdfTags: false, creationTimestamp: 0 }
    const compile = async () => compiler.pdf({ mainFileContent, inputs: { form, pages } }, options)
    eachMs.push((await time(compile)).tookMs)
    compiler.evictCache(2)
  }
  return median(eachMs)
}
