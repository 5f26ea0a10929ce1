import { expect, test } from '@jest/globals'
import { allOf, refused } from '../../../domain/decision.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { failWith, prune, selectedAnswer } from './answer.ts'

const blank = refused('FIELD_REQUIRED', { field: 'unit' }, 'input.lineItems[0].unit')
const low = refused('NEGATIVE', { value: '-1' }, 'input.lineItems[0].discount')

test('a single problem is the error itself', () => {
  expect(failWith(blank.refusal)).toEqual({
    ok: false,
    error: {
      code: 'FIELD_REQUIRED',
      message: 'unit is required; it cannot be empty or blank.',
      path: 'input.lineItems[0].unit',
      params: { field: 'unit' },
      retryable: false,
    },
  })
})

test('of several problems the first is the error, and all are in its parameter "problems"', () => {
  const read = allOf({ unit: blank, discount: low })
  if (read.ok) throw new Error('Nothing was refused')
  expect(failWith(read.refusal)).toMatchObject({
    error: {
      code: 'FIELD_REQUIRED',
      params: {
        field: 'unit',
        problems: [
          { ...blank.refusal, params: { field: 'unit' } },
          { ...low.refusal, path: 'input.lineItems[0].discount', params: { value: '-1' } },
        ],
      },
    },
  })
})

test('at most 50 problems are returned', () => {
  const read = allOf(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`line${index}`, low])))
  if (read.ok) throw new Error('Nothing was refused')
  expect(failWith(read.refusal)).toMatchObject({ error: { params: { problems: { length: 50 } } } })
})

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
