import { expect, test } from '@jest/globals'
import { allOf, refused } from '../../domain/decision.ts'
import { refusal } from './refusal.ts'

const blank = refused('FIELD_REQUIRED', { field: 'unit' }, 'input.lineItems[0].unit')
const low = refused('NEGATIVE', { value: '-1' }, 'input.lineItems[0].discount')

test('one thing that is wrong is told alone', () => {
  expect(refusal(blank.refusal)).toEqual({
    ok: false,
    error: {
      code: 'FIELD_REQUIRED',
      message: 'unit is needed; it cannot be empty or blank.',
      path: 'input.lineItems[0].unit',
      params: { field: 'unit' },
      retryable: false,
    },
  })
})

test('several are told in one answer: the first as the error, all of them as its problems', () => {
  const read = allOf({ unit: blank, discount: low })
  if (read.ok) throw new Error('Nothing was refused')
  expect(refusal(read.refusal)).toMatchObject({
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

test('of very many the first are enough to know what is meant', () => {
  const read = allOf(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`line${index}`, low])))
  if (read.ok) throw new Error('Nothing was refused')
  expect(refusal(read.refusal)).toMatchObject({ error: { params: { problems: { length: 50 } } } })
})
