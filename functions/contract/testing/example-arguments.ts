import {
  type GraphQLArgument,
  GraphQLEnumType,
  type GraphQLInputField,
  GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  isListType,
  isNonNullType,
} from 'graphql'

export type Field = Pick<GraphQLArgument | GraphQLInputField, 'name' | 'type'>
export type Arguments = Record<string, unknown>
export type Change = (value: Arguments) => Arguments

const examples: Arguments = {
  Int: 1,
  Boolean: true,
  Date: '2024-10-15',
  DateTime: '2024-10-15T00:00:00Z',
  Decimal: '1.00',
}

/** Strings that have a format of their own. */
const formattedExamples: Arguments = { fiscalYear: '2024-2025', place: 'CTG' }

const exampleOf = (type: GraphQLInputType): unknown => {
  if (isNonNullType(type)) return exampleOf(type.ofType)
  if (isListType(type)) return [exampleOf(type.ofType)]
  if (type instanceof GraphQLEnumType) return type.getValues()[0]?.name
  if (type instanceof GraphQLInputObjectType) return exampleArguments(Object.values(type.getFields()))
  return examples[type.name] ?? '01234567-89ab-8cde-a012-3456789abcde'
}

/** A valid value for each of the fields, the optional ones included. */
export const exampleArguments = (fields: readonly Field[]): Arguments =>
  Object.fromEntries(fields.map(({ name, type }) => [name, formattedExamples[name] ?? exampleOf(type)]))

/** An object in the arguments. `change` turns a change of this object into a change of all arguments. */
export type NestedObject = {
  path: string
  fields: readonly Field[]
  change: (change: Change) => Change
}

/** The arguments themselves and every input object in them, each once: in a list all items change alike. */
export const nestedObjects = (
  fields: readonly Field[],
  path = '',
  change: NestedObject['change'] = (same) => same,
): NestedObject[] => [
  { path, fields, change },
  ...fields.flatMap(({ name, type }) => {
    const inner = getNamedType(type)
    if (!(inner instanceof GraphQLInputObjectType)) return []
    return nestedObjects(Object.values(inner.getFields()), `${path}${name}.`, (changeInner) =>
      change((value) => ({ ...value, [name]: changed(value[name], changeInner) })),
    )
  }),
]

const changed = (value: unknown, change: Change): unknown =>
  Array.isArray(value) ? value.map((item) => change(item)) : change(value as Arguments)
