import fc from 'fast-check'
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
} from 'graphql'
import { exampleArguments } from '../../contract/testing/example-arguments.ts'
import { oddText } from './odd-texts.ts'

export type Field = GraphQLField<unknown, unknown>

/** Every root field of the contract with the kind of its operation. */
export const rootFields = (schema: GraphQLSchema): { kind: 'query' | 'mutation'; field: Field }[] => [
  ...Object.values(schema.getQueryType()?.getFields() ?? {}).map((field) => ({
    kind: 'query' as const,
    field,
  })),
  ...Object.values(schema.getMutationType()?.getFields() ?? {}).map((field) => ({
    kind: 'mutation' as const,
    field,
  })),
]

/** All fields of a type to this depth, without those that need arguments. */
export const selectionOf = (type: GraphQLNamedType, depth: number): string => {
  if (!isObjectType(type)) return ''
  const parts = Object.values(type.getFields()).flatMap((field) => {
    const named = getNamedType(field.type)
    if (!isObjectType(named)) return [field.name]
    return depth > 1 ? [`${field.name} ${selectionOf(named, depth - 1)}`] : []
  })
  return `{ __typename ${parts.join(' ')} }`
}

/** The operation of a root field with every argument as a variable. */
export const operationOf = (kind: string, field: Field, depth = 2): string => {
  const declared = field.args.map(({ name, type }) => `$${name}: ${type}`).join(', ')
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ')
  const call = `${field.name}${passed && `(${passed})`} ${selectionOf(getNamedType(field.type), depth)}`
  return `${kind} Fuzz${declared && `(${declared})`} { ${call} }`
}

/** A cut at a part of the text from 0 to 1, of so many characters, filled with another text. */
type Mutation = { at: number; remove: number; insert: string }

const tokens = [
  ...'{}()[]:!|&$@="',
  '"""',
  '...',
  '... on Invoice',
  '...F',
  'fragment F on Query { ...F }',
  'fragment F on Invoice { id }',
  '@skip(if: true)',
  '@include(if: $x)',
  '@include(if: true) @include(if: true)',
  '@deprecated',
  '@key(fields: "id")',
  'subscription { a }',
  'type Query { a: Int }',
  '__typename',
  '__schema { types { name fields { name } } }',
  '__type(name: "Invoice") { name }',
  '_service { sdl }',
  '_entities(representations: [{ __typename: "Invoice", id: "1" }]) { __typename }',
  '__proto__',
  'constructor: id',
  'null',
  '1e999',
  '00',
  '-',
  '#',
  '\ufeff',
  'invoices(first: 100, last: 100) { nodes { id } }',
  'a: invoices(first: -1) { totalCount }',
]

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.constantFrom(0, 0, 1, 2, 10, 100),
  insert: fc.oneof(fc.constantFrom(...tokens), oddText),
})

const mutate = (text: string, { at, remove, insert }: Mutation): string => {
  const position = Math.floor(at * text.length)
  return `${text.slice(0, position)}${insert}${text.slice(position + remove)}`
}

const numbered = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ')

/** Documents whose cost grows with one number. */
const growing: Record<string, (size: number) => string> = {
  nesting: (size) => `{ invoices ${'{ nodes '.repeat(size)}${'}'.repeat(size)} }`,
  'list value': (size) => `{ invoice(id: ${'['.repeat(size)}${']'.repeat(size)}) { id } }`,
  'object value': (size) =>
    `{ invoices(filter: ${'{ a: '.repeat(size)}1${' }'.repeat(size)}) { totalCount } }`,
  'list type': (size) => `query ($a: ${'['.repeat(size)}Int${']'.repeat(size)}) { __typename }`,
  aliases: (size) => `{ ${numbered(size, (index) => `a${index}: tenant { id }`)} }`,
  pages: (size) => `{ ${numbered(size, (index) => `a${index}: invoices(first: 100) { nodes { id } }`)} }`,
  'same field': (size) => `{ ${'tenant { id } '.repeat(size)} }`,
  'unknown fields': (size) => `{ ${numbered(size, (index) => `unknown${index}`)} }`,
  'conflicting fields': (size) => `{ ${numbered(size, (index) => `a: invoice(id: "${index}") { id }`)} }`,
  'name of an operation': (size) =>
    `query ${'n'.repeat(size)}(${numbered(100, (index) => `$v${index}: Int`)}) { __typename }`,
  'name of a field': (size) => `{ ${'n'.repeat(size)} }`,
  'name of an alias': (size) => `{ ${'n'.repeat(size)}: tenant { id } }`,
  'name of an argument': (size) => `{ tenant(${'n'.repeat(size)}: 1) { id } }`,
  'name of a type': (size) => `query ($a: ${'n'.repeat(size)}) { __typename }`,
  'name of a directive': (size) => `{ __typename @${'n'.repeat(size)} }`,
  'name of a fragment': (size) => `{ ...${'n'.repeat(size)} }`,
  'unused variables': (size) => `query (${numbered(size, (index) => `$v${index}: Int`)}) { __typename }`,
  'unknown variables': (size) =>
    `{ ${numbered(size, (index) => `a${index}: invoice(id: $v${index}) { id }`)} }`,
  directives: (size) => `{ __typename ${'@skip(if: false) '.repeat(size)} }`,
  operations: (size) => numbered(size, (index) => `query q${index} { __typename }`),
  'chain of fragments': (size) =>
    `{ ...f0 } ${numbered(size, (index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`)}`,
  'cycle of fragments': (size) =>
    `{ ...f0 } ${numbered(size, (index) => `fragment f${index} on Query { ...f${(index + 1) % size} }`)}`,
  comment: (size) => `{ __typename } #${'c'.repeat(size)}`,
  commas: (size) => `{ __typename ${','.repeat(size)} }`,
  'enum value': (size) => `{ invoices(orderBy: ${'N'.repeat(size)}) { totalCount } }`,
  'text as enum value': (size) =>
    `{ invoices(orderBy: """${'argument "a" of type '.repeat(size / 5)}""") { totalCount } }`,
  number: (size) => `{ invoices(first: ${'9'.repeat(size)}) { totalCount } }`,
  decimal: (size) => `{ taxFromInclusive(gross: 0.${'9'.repeat(size)}, vatRate: 15) { value { amount } } }`,
  entities: (size) =>
    `{ _entities(representations: [${'{ __typename: "Invoice", id: "1" } '.repeat(size)}]) { __typename } }`,
}

const grown = fc
  .tuple(fc.constantFrom(...Object.keys(growing)), fc.constantFrom(1, 10, 50, 200, 1_000, 5_000, 100_000))
  .map(([kind, size]) => (growing[kind]?.(size) ?? '').slice(0, 3_000_000))

export type Request = { query: string; variables?: Record<string, unknown> }

/** Requests with valid variables whose texts are mutated, and texts whose cost grows with their size. */
export const requestsOf = (schema: GraphQLSchema): fc.Arbitrary<Request> => {
  const operations = rootFields(schema).map(({ kind, field }) => ({
    text: operationOf(kind, field, 3),
    variables: exampleArguments(field.args),
  }))
  const mutatedOperation = fc
    .tuple(fc.constantFrom(...operations), fc.array(mutation, { maxLength: 3 }))
    .map(([{ text, variables }, mutations]) => ({ query: mutations.reduce(mutate, text), variables }))
  return fc.oneof(
    mutatedOperation,
    grown.map((query) => ({ query })),
  )
}
