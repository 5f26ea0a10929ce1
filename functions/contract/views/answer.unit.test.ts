import { expect, test } from '@jest/globals'
import { allOf, refused } from '../../../domain/decision.ts'
import { failWith } from './answer.ts'

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
