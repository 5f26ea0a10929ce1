import { type GraphQLOutputType, getNamedType, isObjectType } from 'graphql'
import { lastDayOfMonth } from '../../../domain/calendar/days.ts'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { invoiceStatuses } from '../../../domain/invoice/status.ts'
import { subFormNotes } from '../../../domain/report/sub-form.ts'
import type { Client } from '../../../infra/run/local/testing/client.ts'
import { buildSchema } from '../../http/graphql/schema.ts'

const schema = buildSchema()
const queryFields = schema.getQueryType()?.getFields() ?? {}

/** What the questions are about. `instant` is a time at which `asOf` reads the invoices. */
export type Subjects = {
  invoices: readonly { id: string; mushakNumber: string | null; invoiceNumber: string }[]
  receipts: readonly { id: string; customerId: string }[]
  instant: string
}

const today = dhakaDate(new Date().toISOString())
const month = `from: "${today.slice(0, 8)}01", to: "${lastDayOfMonth(today)}"`

/** The calls of each query of the contract. */
const calls: Record<string, (subjects: Subjects) => string[]> = {
  invoice: ({ invoices, instant }) =>
    invoices.flatMap(({ id }) => [`invoice(id: "${id}")`, `invoice(id: "${id}", asOf: "${instant}")`]),
  invoiceByNumber: ({ invoices }) =>
    invoices
      .flatMap(({ invoiceNumber, mushakNumber }) => [invoiceNumber, mushakNumber ?? 'none'])
      .map((number) => `invoiceByNumber(number: "${number}")`),
  invoices: () => [
    ...['NEWEST', 'OLDEST', 'DUE_DATE', 'GRAND_TOTAL'].map(
      (order) => `invoices(first: 8, orderBy: ${order})`,
    ),
    'invoices(last: 8)',
    ...invoiceStatuses.map((status) => `invoices(first: 8, filter: { status: [${status}] })`),
    'invoices(first: 8, filter: { openOnly: true })',
    'invoices(first: 8, filter: { text: "goods" })',
  ],
  invoiceHistory: ({ invoices }) => invoices.map(({ id }) => `invoiceHistory(id: "${id}")`),
  receipt: ({ receipts }) => receipts.map(({ id }) => `receipt(id: "${id}")`),
  receipts: ({ receipts }) => [
    'receipts(last: 8)',
    ...receipts.map(({ customerId }) => `receipts(customerId: "${customerId}")`),
  ],
  vatReturn: () => [`vatReturn(${month})`],
  vatReturnSubForm: () => subFormNotes.map((note) => `vatReturnSubForm(${month}, note: ${note}, first: 8)`),
  highValueInvoices: () => [`highValueInvoices(${month}, first: 8)`],
  salesBook: () => [`salesBook(${month}, first: 8)`, `salesBook(${month}, first: 8, note: 4)`],
  agedReceivables: () => [`agedReceivables(on: "${today}")`],
  taxFromInclusive: () => ['taxFromInclusive(gross: "115", vatRate: "15")'],
  usage: () => ['usage(from: "2026-11-01", to: "2026-11-30")'],
  platformUsage: () => ['platformUsage(from: "2026-11-01", to: "2026-11-30")'],
  tenant: () => ['tenant'],
  _entities: ({ invoices }) =>
    invoices.map(({ id }) => `_entities(representations: [{ __typename: "Invoice", id: "${id}" }])`),
  _service: () => [],
}

/** Queries of the contract without calls above. */
export const uncalledQueries = (): string[] => Object.keys(queryFields).filter((name) => !(name in calls))

/**
 * Asks every query of the contract about every invoice and receipt, with all fields, and returns the
 * responses by their queries. The ids of the requests are left out, and the times at which documents came
 * into the ledger, because a restore fills it again.
 */
export const everyAnswer = async (client: Client, subjects: Subjects): Promise<Record<string, unknown>> => {
  const answers: Record<string, unknown> = {}
  for (const [name, callsOf] of Object.entries(calls))
    for (const call of callsOf(subjects)) {
      const type = queryFields[name]?.type
      const fields =
        name === '_entities' ? `{ ... on Invoice ${allFields('Invoice')} }` : type && selection(type)
      const { data, errors } = await client.ask(`{ ${call} ${fields} }`)
      const withoutIds = errors?.map(({ extensions: { correlationId, ...extensions }, ...error }) => ({
        ...error,
        extensions,
      }))
      answers[call] = { data: withoutTimes(data), errors: withoutIds }
    }
  return answers
}

const withoutTimes = (data: unknown): unknown =>
  JSON.parse(JSON.stringify(data ?? null, (name, value) => (name === 'lastAddedAt' ? undefined : value)))

const allFields = (name: string): string => selection(schema.getType(name) as GraphQLOutputType)

/** All fields that need no argument, down to the scalars. A type inside itself is left out. */
const selection = (type: GraphQLOutputType, above: readonly string[] = []): string => {
  const named = getNamedType(type)
  if (!isObjectType(named)) return ''
  const inside = [...above, named.name]
  const fields = Object.values(named.getFields())
    .filter((field) => !inside.includes(getNamedType(field.type).name))
    .filter(({ args }) =>
      args.every(({ type, defaultValue }) => defaultValue !== undefined || !/!$/.test(`${type}`)),
    )
    .map((field) => `${field.name} ${selection(field.type, inside)}`)
  return `{ ${fields.join(' ')} }`
}
