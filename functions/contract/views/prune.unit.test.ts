import { expect, test } from '@jest/globals'
import { prune } from './prune.ts'

const value = { id: 1, total: { amount: '1', currency: 'BDT' }, lines: [{ id: 'a', text: 'x' }], none: null }

test.each([
  [['id'], { id: 1 }],
  [['total.amount', 'lines.id'], { total: { amount: '1' }, lines: [{ id: 'a' }] }],
  [['total.amount', 'total'], { total: { amount: '1', currency: 'BDT' } }],
  [['lines'], { lines: [{ id: 'a', text: 'x' }] }],
  [['none.id', 'unknown', 'toString'], { none: null }],
  [[], {}],
  [undefined, value],
])('of the paths %j remains %j', (paths, expected) => {
  expect(prune(value, paths)).toEqual(expected)
})
