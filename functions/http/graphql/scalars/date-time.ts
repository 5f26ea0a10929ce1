import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import { isCalendarDate } from './date.ts'

const format = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/

const isInstant = (text: string): boolean => isCalendarDate(format.exec(text)?.[1] ?? '')

const readInstant = (value: unknown, node?: ASTNode): string => {
  if (typeof value === 'string' && isInstant(value)) return value
  throw new GraphQLError('not an instant; write it in UTC, such as "2026-06-30T18:00:00Z"', {
    nodes: node ?? null,
  })
}

/** An instant in UTC, ISO 8601 with seconds and a final Z. */
export const dateTime = new GraphQLScalarType({
  name: 'DateTime',
  parseValue: (value) => readInstant(value),
  parseLiteral: (node) => readInstant(node.kind === Kind.STRING ? node.value : undefined, node),
  serialize(value) {
    if (typeof value === 'string' && isInstant(value)) return value
    throw new TypeError('A DateTime must be in UTC, ISO 8601')
  },
})
