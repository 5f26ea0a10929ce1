import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  buildASTSchema,
  type GraphQLArgument,
  GraphQLEnumType,
  type GraphQLInputField,
  GraphQLInputObjectType,
  type GraphQLInputType,
  isListType,
  isNonNullType,
} from 'graphql'
import type * as z from 'zod'
import { operationRequirements } from '../../../infra/auth/permissions.ts'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { notAvailable } from '../not-available.ts'
import { functionKey, readContract } from '../schema.ts'

type Handler = {
  (envelope: object, context: object): Promise<Answer>
  declared: { operation: string; input: z.ZodType }
}

const schema = buildASTSchema(readContract(join(import.meta.dirname, '..')), { assumeValidSDL: true })
const roots = [
  ['queries', schema.getQueryType()],
  ['commands', schema.getMutationType()],
] as const
const operations = roots.flatMap(([folder, type]) =>
  Object.values(type?.getFields() ?? {})
    .filter(({ name }) => !notAvailable.has(name))
    .map((field) => ({ name: field.name, folder, args: field.args })),
)
const loaded = new Map<string, Handler>()

beforeAll(async () => {
  for (const { name, folder } of operations) {
    const file = join(import.meta.dirname, '../..', folder, functionKey(name), 'handler.ts')
    loaded.set(name, (await import(pathToFileURL(file).href)).handler)
  }
}, 60_000)

const handlerOf = (name: string): Handler => {
  const handler = loaded.get(name)
  if (!handler) throw new Error(`no function ${name}`)
  return handler
}

type Field = Pick<GraphQLArgument | GraphQLInputField, 'name' | 'type'>

const examples: Record<string, unknown> = {
  Int: 1,
  Boolean: true,
  Date: '2024-10-15',
  DateTime: '2024-10-15T00:00:00Z',
  Decimal: '1.00',
}

/** Strings of the contract that have a form. */
const formed: Record<string, unknown> = { fiscalYear: '2024-2025' }

/** The other way to page, and the other way to say which state: they cannot stand beside the first one. */
const otherWay = ['last', 'before', 'asOf']

/** A value that the contract takes for the type. */
const example = (type: GraphQLInputType): unknown => {
  if (isNonNullType(type)) return example(type.ofType)
  if (isListType(type)) return [example(type.ofType)]
  if (type instanceof GraphQLEnumType) return type.getValues()[0]?.name
  if (type instanceof GraphQLInputObjectType) return whole(Object.values(type.getFields()))
  return examples[type.name] ?? '01234567-89ab-8cde-a012-3456789abcde'
}

const whole = (fields: readonly Field[]): Record<string, unknown> =>
  Object.fromEntries(fields.map(({ name, type }) => [name, formed[name] ?? example(type)]))

const named = (type: GraphQLInputType): GraphQLInputType =>
  isNonNullType(type) || isListType(type) ? named(type.ofType) : type

/** The same value, changed at one place. */
type Change = (value: Record<string, unknown>) => Record<string, unknown>

/** Every object in the arguments: its fields, and how a change of it becomes a change of all the arguments. */
const places = (
  fields: readonly Field[],
  at: string,
  inside: (change: Change) => Change,
): { at: string; fields: readonly Field[]; inside: typeof inside }[] => [
  { at, fields, inside },
  ...fields.flatMap(({ name, type }) => {
    const inner = named(type)
    if (!(inner instanceof GraphQLInputObjectType)) return []
    const deeper = (change: Change) =>
      inside((value) => {
        const held = value[name]
        const changed = Array.isArray(held)
          ? held.map((one) => change(one))
          : change(held as Record<string, unknown>)
        return { ...value, [name]: changed }
      })
    return places(Object.values(inner.getFields()), `${at}${name}.`, deeper)
  }),
]

describe.each(operations)('$name takes what the contract says', ({ name, args }) => {
  const fields = args.filter(
    (argument) => argument.name !== 'idempotencyKey' && !otherWay.includes(argument.name),
  )
  const accepts = (change: Change): boolean =>
    handlerOf(name).declared.input.safeParse(change(whole(fields))).success
  const all = places(fields, '', (change) => change)

  test('is declared as itself and takes everything at once', () => {
    expect(handlerOf(name).declared.operation).toBe(name)
    expect(handlerOf(name).declared.input.safeParse(whole(fields))).toMatchObject({ success: true })
  })

  test('needs what the contract needs, and takes null where the contract does', () => {
    for (const { at, fields: here, inside } of all) {
      for (const field of here) {
        const optional = !isNonNullType(field.type)
        const absent: Change = ({ [field.name]: _, ...rest }) => rest
        expect({ field: at + field.name, absent: accepts(inside(absent)) }).toEqual({
          field: at + field.name,
          absent: optional,
        })
        const none: Change = (value) => ({ ...value, [field.name]: null })
        expect({ field: at + field.name, null: accepts(inside(none)) }).toEqual({
          field: at + field.name,
          null: optional,
        })
      }
    }
  })

  test('takes every value of an enum and no other, and no field that the contract does not have', () => {
    for (const { at, fields: here, inside } of all) {
      for (const field of here) {
        const type = named(field.type)
        if (!(type instanceof GraphQLEnumType)) continue
        const put =
          (value: string): Change =>
          (held) => ({ ...held, [field.name]: Array.isArray(held[field.name]) ? [value] : value })
        for (const { name: value } of type.getValues()) {
          expect({ at, value, taken: accepts(inside(put(value))) }).toEqual({ at, value, taken: true })
        }
        expect(accepts(inside(put('NO_SUCH_VALUE')))).toBe(false)
      }
      for (const unknown of ['noSuchField', '__proto__', 'constructor']) {
        const added: Change = (value) =>
          JSON.parse(`{"${unknown}":"x",${JSON.stringify(value).slice(1)}`.replace(',}', '}'))
        expect({ at, unknown, taken: accepts(inside(added)) }).toEqual({ at, unknown, taken: false })
      }
    }
  })
})

test('invoices pages backwards too', () => {
  const { input } = handlerOf('invoices').declared
  expect(input.safeParse({ last: 1, before: 'cursor' })).toMatchObject({ success: true })
})

describe('called directly, past the door', () => {
  const envelope = (field: string, permissions: string[]) => ({
    field,
    input: {},
    context: { tenantId: 'acme', actor: { id: 'u-1', role: 'none' }, permissions, correlationId: 'c-1' },
  })

  test.each(operations)(
    '$name refuses who lacks its permission, before it looks at the input',
    async ({ name }) => {
      const needed: readonly string[] | 'any tenant member' =
        operationRequirements[name as keyof typeof operationRequirements]
      const others = Object.values(operationRequirements).flatMap((one) =>
        one === 'any tenant member' ? [] : [...one],
      )
      const call = envelope(
        name,
        needed === 'any tenant member' ? [] : others.filter((one) => !needed.includes(one)),
      )
      if (needed === 'any tenant member') call.context.tenantId = ''
      expect(await handlerOf(name)(call, {})).toMatchObject({
        ok: false,
        error: { code: 'FORBIDDEN', params: { operation: name }, retryable: false },
      })
    },
  )
})

describe('texts that no store keeps', () => {
  const input = () => handlerOf('createInvoice').declared.input
  const [create] = operations.filter(({ name }) => name === 'createInvoice')
  const withName = (customerName: string) => {
    const given = whole(create?.args ?? [])
    return { ...given, input: { ...(given.input as object), customerName } }
  }

  test.each(['a\0b', '\ud800', 'x\udc00y'])('%j is refused, and where is said', (text) => {
    expect(input().safeParse(withName(text)).error?.issues[0]?.path).toEqual(['input', 'customerName'])
  })

  test.each(['রহিম ট্রেডার্স', '😀', 'line\nline\t'])('%j is taken', (text) => {
    expect(input().safeParse(withName(text)).success).toBe(true)
  })
})
