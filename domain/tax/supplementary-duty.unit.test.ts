import { expect, test } from '@jest/globals'
import { percent, taka } from '../money/poisha.ts'
import { vatCategories } from './categories.ts'
import { allowsDuty, supplementaryDutyOn } from './supplementary-duty.ts'

test('duty is its rate of the value, rounded half-up', () => {
  expect(supplementaryDutyOn(taka('10000'), percent('20'))).toBe(taka('2000'))
  expect(supplementaryDutyOn(taka('0.03'), percent('50'))).toBe(taka('0.02'))
})

test('only zero-rated supplies cannot have duty', () => {
  expect(vatCategories.filter((category) => !allowsDuty(category))).toEqual(['ZERO_RATED'])
})
