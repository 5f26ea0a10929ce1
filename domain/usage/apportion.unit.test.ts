import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { apportion } from './apportion.ts'

const weights = fc.array(fc.bigInt({ min: 0n, max: 1_000n }), { minLength: 1, maxLength: 30 })
const amount = fc.bigInt({ min: 0n, max: 10n ** 12n })
const sum = (numbers: readonly bigint[]) => numbers.reduce((total, one) => total + one, 0n)

test('the parts add up to the amount, and each is less than one unit from its exact share', () => {
  fc.assert(
    fc.property(amount, weights, (whole, shares) => {
      fc.pre(sum(shares) > 0n)
      const parts = apportion(whole, shares)
      expect(sum(parts)).toBe(whole)
      for (const [index, part] of parts.entries()) {
        const difference = part * sum(shares) - whole * (shares[index] ?? 0n)
        expect(difference < sum(shares) && difference > -sum(shares)).toBe(true)
      }
    }),
  )
})

test.each([
  ['100 ms of three records and one', 100n, [3n, 1n], [75n, 25n]],
  ['what is left goes to the largest remainder', 100n, [1n, 2n, 4n], [14n, 29n, 57n]],
  ['of equal remainders to the first', 100n, [1n, 1n, 1n], [34n, 33n, 33n]],
  ['one invocation goes to the largest share', 1n, [2n, 3n], [0n, 1n]],
  ['a weight of zero gets nothing', 7n, [0n, 5n], [0n, 7n]],
])('%s', (_name, whole, shares, parts) => {
  expect(apportion(whole, shares)).toEqual(parts)
})

test('without a weight nothing is divided', () => {
  expect(apportion(7n, [0n, 0n])).toEqual([0n, 0n])
  expect(apportion(7n, [])).toEqual([])
})
