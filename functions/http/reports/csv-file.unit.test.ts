import { expect, test } from '@jest/globals'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { plain } from './csv.ts'
import { csvFile } from './csv-file.ts'

const sql = (() => undefined) as unknown as Queries
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

/** A file of so many rows, two a page, each about `bytes` long. */
const fileOf = (rows: number, bytes = 10) => {
  const limits: number[] = []
  const file = csvFile<number>({
    columns: [plain('n', (n) => String(n).padStart(bytes, '0'))],
    rowsOfPage: 2,
    read: async (_, { after, limit }) => numbers(rows).slice(after ?? 0, (after ?? 0) + limit),
    count: async (_, limit) => {
      limits.push(limit)
      return Math.min(rows, limit)
    },
  })
  const parts = async (): Promise<string[]> => {
    const made: string[] = []
    for await (const part of file(sql)) made.push(part)
    return made
  }
  return { parts, limits }
}

test.each([0, 1, 2, 3, 4])('%d rows are a file with each of them once', async (rows) => {
  const { parts } = fileOf(rows, 1)
  expect((await parts()).join('')).toBe(
    `\ufeffn\r\n${numbers(rows)
      .map((n) => `${n}\r\n`)
      .join('')}`,
  )
})

test('a large page is written in parts', async () => {
  const file = csvFile<number>({
    columns: [plain('n', (n) => n)],
    rowsOfPage: 2_000,
    read: async (_, { after, limit }) => numbers(1_200).slice(after ?? 0, (after ?? 0) + limit),
  })
  const sizes: number[] = []
  for await (const part of file(sql)) sizes.push(part.split('\r\n').length - 1)
  expect(sizes).toEqual([501, 500, 200])
})

test('rows are counted only where there is more than one page', async () => {
  const short = fileOf(1)
  await short.parts()
  const long = fileOf(4, 1_000_000 - 2)
  await long.parts()
  expect([short.limits, long.limits]).toEqual([[], [201]])
})

test('a file that would be longer than what can be sent is refused before its first part', async () => {
  const { parts } = fileOf(201, 1_000_000 - 2)
  await expect(parts()).rejects.toMatchObject({
    status: 400,
    details: { code: 'REPORT_TOO_LARGE', path: 'to', params: { mostMegabytes: 200 } },
  })
})
