import { describe, expect, test } from '@jest/globals'
import { GraphQLEnumType, getNamedType, isNonNullType } from 'graphql'
import { type Change, exampleArguments, nestedObjects } from '../testing/example-arguments.ts'
import { operationNamed, operations } from '../testing/operations.ts'

/** GraphQL removes the key from the arguments before it invokes a function. */
const idempotencyKey = 'idempotencyKey'

/** Arguments that cannot be combined with others: those of backward paging, and that of a past state. */
const exclusive = ['last', 'before', 'asOf']

describe.each(operations)('the input of $name', ({ name, args, handler }) => {
  const fields = args.filter((field) => field.name !== idempotencyKey && !exclusive.includes(field.name))
  const objects = nestedObjects(fields)
  const accepts = (change: Change): boolean =>
    handler.declared.input.safeParse(change(exampleArguments(fields))).success

  test('accepts all arguments of the contract at once', () => {
    expect(handler.declared.operation).toBe(name)
    expect(handler.declared.input.safeParse(exampleArguments(fields))).toMatchObject({ success: true })
  })

  test('requires the same fields as the contract, and accepts null for all others', () => {
    for (const { path, fields, change } of objects) {
      for (const field of fields) {
        const optional = !isNonNullType(field.type)
        const without: Change = ({ [field.name]: _, ...rest }) => rest
        const withNull: Change = (value) => ({ ...value, [field.name]: null })
        expect({
          field: path + field.name,
          absent: accepts(change(without)),
          null: accepts(change(withNull)),
        }).toEqual({ field: path + field.name, absent: optional, null: optional })
      }
    }
  })

  test('accepts every value of an enum and no other', () => {
    for (const { path, fields, change } of objects) {
      for (const field of fields) {
        const type = getNamedType(field.type)
        if (!(type instanceof GraphQLEnumType)) continue
        const withValue =
          (value: string): Change =>
          (object) => ({ ...object, [field.name]: Array.isArray(object[field.name]) ? [value] : value })
        for (const { name: value } of type.getValues())
          expect({ path, value, accepted: accepts(change(withValue(value))) }).toEqual({
            path,
            value,
            accepted: true,
          })
        expect(accepts(change(withValue('NO_SUCH_VALUE')))).toBe(false)
      }
    }
  })

  test('rejects a field that the contract does not have', () => {
    for (const { path, change } of objects) {
      for (const unknown of ['noSuchField', '__proto__', 'constructor']) {
        const withUnknown: Change = (value) =>
          JSON.parse(`{"${unknown}":"x",${JSON.stringify(value).slice(1)}`.replace(',}', '}'))
        expect({ path, unknown, accepted: accepts(change(withUnknown)) }).toEqual({
          path,
          unknown,
          accepted: false,
        })
      }
    }
  })
})

test('the input of invoices accepts backward paging', () => {
  const { input } = operationNamed('invoices').handler.declared
  expect(input.safeParse({ last: 1, before: 'cursor' })).toMatchObject({ success: true })
})

describe('a text that PostgreSQL or UTF-8 cannot keep', () => {
  const { args, handler } = operationNamed('createInvoice')
  const parseName = (customerName: string) => {
    const all = exampleArguments(args)
    return handler.declared.input.safeParse({ ...all, input: { ...(all.input as object), customerName } })
  }

  test.each(['a\0b', '\ud800', 'x\udc00y'])('%j is rejected with its path', (text) => {
    expect(parseName(text).error?.issues[0]?.path).toEqual(['input', 'customerName'])
  })

  test.each(['রহিম ট্রেডার্স', '😀', 'line\nline\t'])('%j is accepted', (text) => {
    expect(parseName(text).success).toBe(true)
  })
})
