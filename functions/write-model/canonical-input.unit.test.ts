import { describe, expect, test } from '@jest/globals'
import { GraphQLInputObjectType, type GraphQLInputType, getNamedType } from 'graphql'
import { contractSchema } from '../contract/testing/operations.ts'
import { canonicalInput, decimalFields } from './canonical-input.ts'

const same = (name: string, one: string, other: string): boolean =>
  JSON.stringify(canonicalInput({ [name]: one })) === JSON.stringify(canonicalInput({ [name]: other }))

/** The names of all decimals in the arguments of mutations. */
const decimalsIn = (name: string, type: GraphQLInputType): string[] => {
  const named = getNamedType(type)
  if (named instanceof GraphQLInputObjectType)
    return Object.values(named.getFields()).flatMap((field) => decimalsIn(field.name, field.type))
  return named.name === 'Decimal' ? [name] : []
}

test('the decimals are those of the mutations of the contract', () => {
  const mutations = Object.values(contractSchema.getMutationType()?.getFields() ?? {})
  const names = mutations.flatMap(({ args }) => args.flatMap(({ name, type }) => decimalsIn(name, type)))
  expect([...decimalFields].sort()).toEqual([...new Set(names)].sort())
})

describe('the same input', () => {
  test.each([
    ['amount', '100', '100.00'],
    ['quantity', '2.5', '2.500000'],
    ['unitPrice', '0.0088', '00.00880'],
    ['discount', '0', '0.00'],
    ['quantity', '-1', '-1.0'],
    ['vendorBIN', '0012345670202', ' 001234567-0202'],
    ['customerTIN', '123456789012', '১২৩৪৫৬৭৮৯০১২'],
    ['nid', '1234567890', '123 456 7890'],
    ['bin', '0012345670202', '001234567-0202'],
    ['mobileNumber', '01712345678', '+88 01712-345678'],
    ['customerName', 'Rahim Traders', '\u200b Rahim Traders\n'],
  ])('%s: %j and %j', (name, one, other) => {
    expect(same(name, one, other)).toBe(true)
  })

  test('at every depth', () => {
    const inputs = ['1', '1.0'].map((quantity) => canonicalInput({ input: { lineItems: [{ quantity }] } }))
    expect(inputs[0]).toEqual(inputs[1])
  })
})

describe('other input', () => {
  test.each([
    ['amount', '100', '1000'],
    ['amount', '0.1', '0.01'],
    ['amount', '10', '-10'],
    ['quantity', '1', '1e0'],
    ['customerName', '2.5', '2.50'],
    ['checkNumber', '007', '7'],
    ['vendorId', 'a b', 'ab'],
    ['reason', 'Damaged', 'Damaged '],
  ])('%s: %j and %j', (name, one, other) => {
    expect(same(name, one, other)).toBe(false)
  })

  test('null, absent and an empty text', () => {
    const texts = [{ name: null }, {}, { name: '' }].map((input) => JSON.stringify(canonicalInput(input)))
    expect(new Set(texts).size).toBe(3)
  })
})

test('a text that is too long for a decimal or an identifier is only trimmed', () => {
  const long = '0-'.repeat(51)
  for (const name of ['amount', 'vendorBIN', 'mobileNumber'])
    expect(canonicalInput({ [name]: ` ${long}` })).toEqual({ [name]: long })
})
