import { type ASTNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql'

const written = /^(\d{4})-(\d{2})-(\d{2})$/

/** Whether the text is a day of the calendar: 2024-02-29 is, 2025-02-30 is not. */
export const isCalendarDate = (text: string): boolean => {
  const [, year, month, day] = written.exec(text) ?? []
  if (!year || !month || !day || year === '0000') return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

const refused = (why: string, node?: ASTNode): GraphQLError => new GraphQLError(why, { nodes: node ?? null })

const parsed = (value: unknown, node?: ASTNode): string => {
  if (typeof value !== 'string' || !written.test(value))
    throw refused('not a date; write it as YYYY-MM-DD, such as "2025-02-28"', node)
  if (!isCalendarDate(value)) throw refused(`${value} is not a day of the calendar`, node)
  return value
}

/** A calendar date. It has no time zone: it is the date in Asia/Dhaka wherever the service runs. */
export const date = new GraphQLScalarType({
  name: 'Date',
  parseValue: (value) => parsed(value),
  parseLiteral: (node) => parsed(node.kind === Kind.STRING ? node.value : undefined, node),
  serialize(value) {
    if (typeof value === 'string' && isCalendarDate(value)) return value
    throw new TypeError('A Date is answered as YYYY-MM-DD')
  },
})
