import { expect, test } from '@jest/globals'
import { requireRegister } from './register.ts'

const register = { series: '6.3', place: 'CTG', fiscalYear: '2025-2026', revision: -1 } as const
const [june, july] = ['2026-06-30T17:59:59Z', '2026-06-30T18:00:00Z']

test('a register of the series and the fiscal year of the decision is returned', () => {
  expect(requireRegister(register, register, june)).toBe(register)
})

test('a register of another series is a broken invariant', () => {
  expect(() => requireRegister(register, { series: '6.7', place: 'CTG' }, june)).toThrow(
    `Register 6.3 of CTG in 2025-2026 at revision -1 is not that of 6.7 of CTG at ${june}`,
  )
})

test('a register of another place is a broken invariant', () => {
  expect(() => requireRegister(register, { series: '6.3', place: 'MAIN' }, june)).toThrow(
    `is not that of 6.3 of MAIN at ${june}`,
  )
})

test('a register of another fiscal year is a broken invariant', () => {
  expect(() => requireRegister(register, register, july)).toThrow(`is not that of 6.3 of CTG at ${july}`)
})

test('a revision below -1, the empty register, is a broken invariant', () => {
  expect(() => requireRegister({ ...register, revision: -2 }, register, june)).toThrow('at revision -2')
})
