import { expect, test } from '@jest/globals'
import { failed } from '../../../infra/lambda/failure.ts'
import { prune, selectedAnswer } from './prune.ts'

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

const answer = {
  ok: true,
  value: { id: 'i-1', revision: 66, notes: [{ id: 'n-1', lines: ['long'] }] },
} as const

test('the answer to a command has only the fields that are selected of it', () => {
  expect(selectedAnswer(answer, { paths: ['revision', 'notes.id'], parts: 1 })).toEqual({
    ok: true,
    value: { revision: 66, notes: [{ id: 'n-1' }] },
  })
})

test('without a selection the answer is whole', () => {
  expect(selectedAnswer(answer, undefined)).toEqual(answer)
})

test('an error remains as it is', () => {
  const error = failed({ code: 'CONFLICT', message: 'm' })
  expect(selectedAnswer(error, { paths: ['id'], parts: 1 })).toBe(error)
})
