import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql'

const format = /^(\d{4})-(\d{2})-(\d{2})$/

/** Whether the text is a date of the calendar: 2024-02-29 is, 2025-02-30 is not. */
export const isCalendarDate = (text: string): boolean => {
  const [, year, month, day] = format.exec(text) ?? []
  if (!year || !month || !day || year === '0000') return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

const dateError = (reason: string, node?: ASTNode): GraphQLError =>
  new GraphQLError(reason, { nodes: node ?? null })

const readDate = (value: unknown, node?: ASTNode): string => {
  if (typeof value !== 'string' || !format.test(value))
    throw dateError('not a date; write it as YYYY-MM-DD, such as "2025-02-28"', node)
  if (!isCalendarDate(value)) throw dateError(`${value} is not a date of the calendar`, node)
  return value
}

/** A calendar date. It has no time zone: it is always the date in Asia/Dhaka. */
export const date = new GraphQLScalarType({
  name: 'Date',
  parseValue: (value) => readDate(value),
  parseLiteral: (node) => readDate(node.kind === Kind.STRING ? node.value : undefined, node),
  serialize(value) {
    if (typeof value === 'string' && isCalendarDate(value)) return value
    throw new TypeError('A Date must be written as YYYY-MM-DD')
  },
})
