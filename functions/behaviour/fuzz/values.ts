import fc from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLField,
  GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'
import { oddName, oddText, sometimes } from './odd-texts.ts'

export type Value = fc.Arbitrary<unknown>

const rawNumber = (text: string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text)

/** Numbers as a client may write them in JSON. */
const oddNumber: Value = fc.oneof(
  { withCrossShrink: true },
  fc.constantFrom(0, -0, 1, -1, 1.5, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 1e21, 5e-5),
  fc
    .constantFrom('1e400', '-1e400', '1E-400', '1.23456789E7', '123456789012345678901234567890', '0.0')
    .map(rawNumber),
  fc.constantFrom(100, 100_000).map((length) => rawNumber('9'.repeat(length))),
  fc.double(),
)

/** Any JSON value that is not of the expected type, or only nearly. */
const odd: Value = fc.oneof(
  { withCrossShrink: true },
  { weight: 4, arbitrary: oddText },
  { weight: 2, arbitrary: oddNumber },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], [null]) },
  { weight: 1, arbitrary: fc.dictionary(oddName, fc.jsonValue(), { maxKeys: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(10, 600, 20_000).map((length) => Array(length).fill('x')) },
)

const oddDecimal: Value = fc.oneof(
  { withCrossShrink: true },
  fc.constantFrom(
    '0',
    '-0',
    '-1',
    '+1',
    '.5',
    '1.',
    '1e3',
    '1e999999',
    '12.500000',
    '0.0000001',
    '১২.৫',
    ' 1',
  ),
  fc.constantFrom(20, 40, 100_000).map((length) => '9'.repeat(length)),
  fc.constantFrom(20, 100_000).map((length) => `1.${'0'.repeat(length)}`),
)
const oddDate = fc.constantFrom(
  '2026-02-30',
  '0000-00-00',
  '2019-06-30',
  '9999-12-31',
  '10000-01-01',
  '-000001-01-01',
  '2024-10-15T00:00:00Z',
  '2024-10-15T24:00:00.999999999Z',
  '2024-10-15T00:00:00+99:99',
  '২০২৪-১০-১৫',
)

const mostly = (usual: Value, rare: Value): Value =>
  fc.oneof({ withCrossShrink: true }, { weight: 12, arbitrary: usual }, { weight: 1, arbitrary: rare })

const scalars: Record<string, Value> = {
  Int: mostly(fc.integer({ min: 0, max: 9 }), fc.integer()),
  Boolean: fc.boolean(),
  Decimal: mostly(fc.constantFrom('1', '100', '0.01', '99.99', '15', '7.5'), oddDecimal),
  Date: mostly(fc.constantFrom('2024-10-15', '2024-11-15', '2025-07-01'), oddDate),
  DateTime: mostly(fc.constantFrom('2024-10-15T00:00:00Z', '2099-01-01T00:00:00.000Z'), oddDate),
}

/** Ids of what exists already. */
export type Ids = { invoices: string[]; lines: string[]; payments: string[] }

const kindOfId: Record<string, keyof Ids> = {
  id: 'invoices',
  invoiceId: 'invoices',
  lineItemId: 'lines',
  paymentId: 'payments',
}

/**
 * Values with a format, by the end of the name of their field: usual ones, and ones that are nearly valid.
 */
const formatted: Record<string, [usual: readonly unknown[], nearly: readonly unknown[]]> = {
  vendorBIN: [['0028718210101'], ['0019345560203']],
  vendorTIN: [['187512940036'], ['462190877315']],
  bin: [['0019345560203'], ['00193455602030', '০০১৯৩৪৫৫৬০২০৩']],
  tin: [['462190877315'], ['46219087731']],
  nid: [['1234567890'], ['12345678901']],
  hsCode: [
    ['2523.29.00', 'S099.10'],
    ['S০০৪.০০', 's 010-20', 'S004.000'],
  ],
  currency: [['BDT'], ['USD', 'bdt']],
  fiscalYear: [['2024-2025'], ['2024-2026', '20242025']],
  invoiceDate: [['2024-10-15'], ['2026-02-30']],
  dueDate: [['2024-11-15'], ['2024-10-14']],
  mobileNumber: [['01712345678'], ['+8801712345678']],
  number: [['INV-2024-10-15-000001'], ['MUSHAK-6.3-2024-10-000001', 'INV-2024-10-15-99999999999999999999']],
  first: [
    [2, 100],
    [0, 101],
  ],
  last: [[2], [-1]],
  after: [[null], ['', 'e30=', 'W10=', 'bnVsbA==']],
  before: [[null], ['e30=', 'W1tdXQ==']],
}

const formatOf = (name: string): Value | undefined => {
  const format =
    formatted[name] ??
    Object.entries(formatted).find(([end]) => name.toLowerCase().endsWith(end.toLowerCase()))?.[1]
  return format && mostly(fc.constantFrom(...format[0]), fc.oneof(fc.constantFrom(...format[1]), oddText))
}

/** Values of a field of the contract: most are valid, some nearly. */
export const argumentValue = (type: GraphQLInputType, name: string, ids: Ids): Value =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 60, arbitrary: plausible(type, name, ids) },
    { weight: 1, arbitrary: odd },
  )

const plausible = (type: GraphQLInputType, name: string, ids: Ids): Value => {
  if (isNonNullType(type)) return plausible(type.ofType, name, ids)
  if (isListType(type)) return listOf(argumentValue(type.ofType, name, ids))
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map((value) => value.name))
  if (type instanceof GraphQLInputObjectType) return objectOf(type, ids)
  if (type.name === 'ID') return mostly(fc.constantFrom(...idsFor(name, ids)), oddText)
  const usual = scalars[type.name] ?? mostly(fc.constantFrom('Goods', 'পণ্য', 'Dhaka 1213'), oddText)
  return formatOf(name) ?? usual
}

const idsFor = (name: string, ids: Ids): readonly string[] => {
  const kind = kindOfId[name]
  return kind ? ids[kind] : ['C-1', 'V-1', 'new-1', 'new-2']
}

const listOf = (item: Value): Value =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 20, arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: item },
    {
      weight: 1,
      arbitrary: fc
        .tuple(item, fc.constantFrom(0, 100, 501))
        .map(([value, length]) => Array(length).fill(value)),
    },
  )

const objectOf = (type: GraphQLInputObjectType, ids: Ids): Value => {
  const members = memberValues(Object.values(type.getFields()), ids, isRequiredInputField)
  const withUnknownMember = fc
    .tuple(members, oddName, odd)
    .map(([known, name, value]) => Object.fromEntries([...Object.entries(known), [name, value]]))
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 40, arbitrary: members },
    { weight: 1, arbitrary: memberValues(Object.values(type.getFields()), ids, () => false) },
    { weight: 1, arbitrary: withUnknownMember },
  )
}

type Member = { name: string; type: GraphQLInputType }

/** Few optional members at a time: most combinations of many are refused for a reason of the domain. */
const memberValues = <One extends Member>(
  members: readonly One[],
  ids: Ids,
  isRequired: (member: One) => boolean,
): fc.Arbitrary<Record<string, unknown>> => {
  const valued = members.map((member) => {
    const value = argumentValue(member.type, member.name, ids)
    return isRequired(member) ? value : sometimes(value)
  })
  return fc
    .tuple(...valued)
    .map((values) => Object.fromEntries(members.map(({ name }, index) => [name, values[index]])))
}

/** Values of the arguments of a root field. */
export const argumentsOf = (
  field: GraphQLField<unknown, unknown>,
  ids: Ids,
): fc.Arbitrary<Record<string, unknown>> => memberValues<GraphQLArgument>(field.args, ids, isRequiredArgument)
