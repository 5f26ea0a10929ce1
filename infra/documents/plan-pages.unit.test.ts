import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Heights, planPages } from './plan-pages.ts'

/** Rows of 10 pt; 5 of them fit on the first page and 8 on each other one. */
const heightsOf = (rows: number, changes: Partial<Heights> = {}): Heights => ({
  page: 100,
  tableHead: 20,
  headOfFirstPage: 50,
  ending: 30,
  rows: Array(rows).fill(10),
  ...changes,
})

test('rows and ending that fit on one page are one page', () => {
  expect(planPages(heightsOf(2))).toEqual([2])
})

test('each page has as many rows as fit', () => {
  expect(planPages(heightsOf(5 + 8 + 3))).toEqual([5, 13, 16])
})

test('two rows go to the next page with an ending that has no room', () => {
  expect(planPages(heightsOf(3))).toEqual([1, 3])
  expect(planPages(heightsOf(5 + 8))).toEqual([5, 11, 13])
  expect(planPages(heightsOf(5 + 6))).toEqual([5, 9, 11])
})

test('rows that are too high to stay with the ending stay on their page', () => {
  expect(planPages(heightsOf(2, { rows: [10, 40], ending: 50 }))).toEqual([2, 2])
  expect(planPages(heightsOf(3, { rows: [10, 10, 30], ending: 45 }))).toEqual([2, 3])
})

test('the first row of a page stays on it', () => {
  expect(planPages(heightsOf(1, { rows: [40] }))).toEqual([1, 1])
})

describe('no plan is made', () => {
  test.each([
    ['a row', heightsOf(3, { rows: [10, 81, 10] })],
    ['the ending', heightsOf(3, { ending: 81 })],
    ['the first row, on the first page,', heightsOf(1, { rows: [51] })],
    ['the head', heightsOf(0, { headOfFirstPage: 101 })],
  ])('when %s is too high', (_, heights) => expect(planPages(heights)).toBeUndefined())
})

test('every plan has each row once, and no page is fuller than its room', () => {
  const height = fc.integer({ min: 1, max: 80 })
  fc.assert(
    fc.property(fc.array(height), height, height, (rows, ending, headOfFirstPage) => {
      const heights = heightsOf(0, { rows, ending, headOfFirstPage: Math.max(20, headOfFirstPage) })
      const ends = planPages(heights)
      if (ends === undefined) return
      expect(ends.at(-1)).toBe(rows.length)
      for (const [index, end] of ends.entries()) {
        const start = ends[index - 1] ?? 0
        expect(end).toBeGreaterThanOrEqual(start)
        const used = rows.slice(start, end).reduce((sum, one) => sum + one, 0)
        const head = index === 0 ? heights.headOfFirstPage : heights.tableHead
        const isLast = index === ends.length - 1
        expect(head + used + (isLast ? ending : 0)).toBeLessThanOrEqual(heights.page)
      }
    }),
  )
})
