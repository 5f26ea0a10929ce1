import { expect, test } from '@jest/globals'
import type { RecordedEvent } from '../event.ts'
import { pageSize } from './page-size.ts'

const page = (count: number, bytes: number): RecordedEvent[] =>
  Array.from({ length: count }, () => ({
    id: '',
    type: '',
    json: true,
    data: new Uint8Array(bytes),
    metadata: new Uint8Array(),
    stream: 's',
    revision: 0,
    position: 1,
    createdMs: 0,
  }))

test('the first page has 32 rows, and pages of small events grow fourfold up to 500 rows', () => {
  const size = pageSize()
  const rows = [size.rows]
  for (let round = 0; round < 3; round++) {
    size.adjustTo(page(size.rows, 10))
    rows.push(size.rows)
  }
  expect(rows).toEqual([32, 128, 500, 500])
})

test('a page has about a megabyte, and at least two rows', () => {
  const size = pageSize()
  size.adjustTo(page(32, 100_000))
  expect(size.rows).toBe(10)
  size.adjustTo(page(10, 1_000_000))
  expect(size.rows).toBe(2)
})

test('an empty page changes nothing', () => {
  const size = pageSize()
  size.adjustTo([])
  expect(size.rows).toBe(32)
})
