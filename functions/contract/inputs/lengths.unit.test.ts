import { describe, expect, test } from '@jest/globals'
import { getNamedType, isListType, isNonNullType } from 'graphql'
import * as z from 'zod'
import { type Change, exampleArguments, type Field, nestedObjects } from '../testing/example-arguments.ts'
import { operations } from '../testing/operations.ts'
import { listOf, textUpTo } from './fields.ts'

/** A character of three bytes that compatibility normalization turns into 18. */
const character = '\ufdfa'

const isTextual = (field: Field): boolean =>
  ['String', 'ID', 'Decimal', 'Date', 'DateTime'].includes(getNamedType(field.type).name)
const isList = ({ type }: Field): boolean => isListType(isNonNullType(type) ? type.ofType : type)

/** Arguments that cannot be combined with others, each with a valid companion. */
const companions: Record<string, object> = { before: { first: null, after: null, last: 1 } }

/** Every text in the arguments of the contract: its name, and the arguments with another text there. */
const texts = operations.flatMap(({ name, args, handler }) => {
  const fields = args.filter((field) => field.name !== 'last')
  return nestedObjects(fields).flatMap(({ path, fields: own, change }) =>
    own.filter(isTextual).map((field) => {
      const withText =
        (text: string): Change =>
        (object) => ({
          ...object,
          ...companions[field.name],
          [field.name]: isList(field) ? [text] : text,
        })
      const all = exampleArguments(
        fields.filter((one) => one.name === field.name || !(one.name in companions)),
      )
      const parse = (text: string) => handler.declared.input.safeParse(change(withText(text))(all))
      return { name: `${name} ${path}${field.name}`, parse }
    }),
  )
})

type Def = z.core.$ZodTypeDef & Record<string, unknown>
const defOf = (schema: unknown): Def => (schema as z.core.$ZodType)._zod.def as Def

/** The schemas of all texts in a schema, with their paths. */
const stringsIn = (schema: unknown, path: string): [string, Def][] => {
  const def = defOf(schema)
  switch (def.type) {
    case 'string':
      return [[path, def]]
    case 'object':
      return Object.entries(def.shape as object).flatMap(([name, inner]) =>
        stringsIn(inner, `${path}.${name}`),
      )
    case 'array':
      return stringsIn(def.element, `${path}[]`)
    case 'union':
      return (def.options as unknown[]).flatMap((option) => stringsIn(option, path))
    case 'pipe':
      return [...stringsIn(def.in, path), ...(defOf(def.in).type === 'array' ? stringsIn(def.out, path) : [])]
    default:
      return def.innerType === undefined ? [] : stringsIn(def.innerType, path)
  }
}

test('the walk finds the texts of all operations', () => {
  expect(texts.length).toBeGreaterThan(100)
})

test.each(texts)('a text of 200 kB is rejected by its length alone: $name', ({ parse }) => {
  const issues = parse(character.repeat(200_000)).error?.issues ?? []
  const all = issues.flatMap((issue) => (issue.code === 'invalid_union' ? issue.errors.flat() : [issue]))
  const own = all.filter(({ code }) => code !== 'unrecognized_keys' && code !== 'invalid_type')
  expect(own).toMatchObject([{ code: 'too_big', message: expect.stringMatching(/^is too long/) }])
})

describe.each(operations)('$name', ({ handler }) => {
  test('checks the length of every text first, and stops there', () => {
    const strings = stringsIn(handler.declared.input, '')
    const unmeasured = strings.filter(([, { checks = [] }]) => {
      const [first] = checks as z.core.$ZodCheck[]
      return first?._zod.def.check !== 'max_length' || first._zod.def.abort !== true
    })
    expect(unmeasured.map(([path]) => path)).toEqual([])
  })
})

// Work that grew with the square of the length would take hours, and a test ends after half a minute.
test('texts of two million characters are rejected without the time of the square of that', () => {
  const text = character.repeat(2_000_000)
  expect(texts.filter(({ parse }) => parse(text).success)).toEqual([])
})

describe('a list', () => {
  test('that is too long is rejected before its items are read', () => {
    let read = 0
    const counted = z.unknown().refine(() => {
      read += 1
      return true
    })
    expect(listOf(counted, 2).safeParse([1, 2]).success).toBe(true)
    const { error } = listOf(counted, 2).safeParse(Array.from({ length: 3 }))
    expect(error?.issues).toMatchObject([{ message: 'has 3 items: at most 2 are allowed' }])
    expect(read).toBe(2)
  })
})

test('a refinement does not see a text that is too long', () => {
  const seen: string[] = []
  const schema = textUpTo(3).refine((text) => seen.push(text))
  expect([schema.safeParse('abc').success, schema.safeParse('abcd').success]).toEqual([true, false])
  expect(seen).toEqual(['abc'])
})
