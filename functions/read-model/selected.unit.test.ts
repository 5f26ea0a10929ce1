import { expect, test } from '@jest/globals'
import { selectedBy } from './selected.ts'

test('a field is selected when it, or anything in it, is', () => {
  const { has, below } = selectedBy({ paths: ['nodes.id', 'edges.node.total.amount', 'count'], parts: 1 })
  expect(['nodes', 'edges', 'count', 'node', 'cou'].map(has)).toEqual([true, true, true, false, false])
  expect(below('nodes', 'edges.node')).toEqual(['id', 'total.amount'])
})

test('without a selection all is selected', () => {
  const { has, below, paths } = selectedBy(undefined)
  expect([has('anything'), below('nodes'), paths]).toEqual([true, undefined, undefined])
})

test('answers that share a response have equal parts of its bytes', () => {
  const { maxBytes } = selectedBy(undefined)
  expect(selectedBy({ paths: [], parts: 4 }).maxBytes).toBe(maxBytes / 4)
  expect(selectedBy({ paths: [], parts: 0 }).maxBytes).toBe(maxBytes)
})
