import { describe, expect, test } from '@jest/globals'
import { connectionView, listInput } from './page.ts'
import { selectedBy } from './selected.ts'

const view = (page: { size?: number; more?: boolean; backwards?: boolean; fromCursor?: boolean }) => {
  const { size = 1, more = false, backwards = false, fromCursor = false } = page
  const edges = Array.from({ length: 3 }, (_, index) => ({ cursor: `c${index}`, node: 'x'.repeat(size) }))
  const selected = selectedBy({ paths: ['nodes', 'pageInfo'], parts: 1 })
  return connectionView({ edges, more, backwards, fromCursor, totalCount: 3 }, selected)
}

describe('pageInfo says on which side of a page there are others', () => {
  test.each([
    ['the first page of several', { more: true }, [false, true]],
    ['a page in the middle', { more: true, fromCursor: true }, [true, true]],
    ['the last page', { fromCursor: true }, [true, false]],
    ['the last page, read backwards', { more: true, backwards: true }, [true, false]],
    ['a page in the middle, read backwards', { more: true, backwards: true, fromCursor: true }, [true, true]],
    ['the first page, read backwards', { backwards: true, fromCursor: true }, [false, true]],
  ])('%s', (_, page, [before, after]) => {
    expect(view(page).pageInfo).toMatchObject({ hasPreviousPage: before, hasNextPage: after })
  })
})

test.each([
  ['forwards', false, { startCursor: 'c0', endCursor: 'c1', hasPreviousPage: false, hasNextPage: true }],
  ['backwards', true, { startCursor: 'c1', endCursor: 'c0', hasPreviousPage: true, hasNextPage: false }],
])('a page that ends before it is too large is not the last one, %s', (_, backwards, pageInfo) => {
  const { nodes, pageInfo: found } = view({ size: 2_000_000, backwards })
  expect([nodes.length, found]).toEqual([2, pageInfo])
})

test.each([
  ['nothing', {}, []],
  ['a page forwards', { first: 100, after: 'c' }, []],
  ['a page forwards of the default size', { after: 'c' }, []],
  ['a page backwards', { last: 1, before: 'c' }, []],
  ['two sizes', { first: 1, last: 1 }, ['last: cannot be combined with first: use one of them']],
  [
    'the cursor of the other direction',
    { last: 1, after: 'c' },
    ['after: cannot be combined with last: use before'],
  ],
  ['a page backwards without its size', { before: 'c' }, ['before: needs last: with first, use after']],
  ['no row', { first: 0 }, ['first: is not a page size: 1 to 100']],
  ['too many rows', { last: 101 }, ['last: is not a page size: 1 to 100']],
])('the page of a list may be asked for in one direction: %s', (_, input, problems) => {
  const issues = listInput({}).safeParse(input).error?.issues ?? []
  expect(issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual(problems)
})
