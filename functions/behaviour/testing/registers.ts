import type { EventStoreDBClient } from '@eventstore/db-client'
import { StreamNotFoundError } from '@eventstore/db-client'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { fiscalYearOf } from '../../../domain/calendar/fiscal-year.ts'

type Entry = { type: string; data: Record<string, unknown> }

/** All events of a stream, asked past everything that a test puts in between. */
export const eventsOf = async (store: EventStoreDBClient, stream: string): Promise<Entry[]> => {
  const events: Entry[] = []
  try {
    for await (const { event } of store.readStream(stream))
      if (event) events.push({ type: event.type, data: event.data as Entry['data'] })
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error
  }
  return events
}

type Document = { kind: string; invoiceId: string; noteId: string | null }
type Take = { document: Document; issuedAt: string }

const thisYear = fiscalYearOf(dhakaDate(new Date().toISOString()))

/** The takes of a legal register of this fiscal year in their order: the first has serial 1. */
export const takesOf = async (
  store: EventStoreDBClient,
  tenantId: string,
  series: string,
  year = thisYear,
): Promise<Take[]> =>
  (await eventsOf(store, `numbers-${tenantId}_${series}_${year}`)).map(({ data }) => data as unknown as Take)

/** Documents that stand more than once. */
export const takenTwice = (takes: readonly Take[]): string[] => {
  const names = takes.map(({ document }) => document.noteId ?? document.invoiceId)
  return names.filter((name, index) => names.indexOf(name) !== index)
}

type Numbered = {
  id: string
  invoiceNumber: string
  mushakNumber: string | null
  notes: { id: string; number: string | null }[]
}

/** The last number that an answer of a mutation shows for the series. */
export const numberIn = (invoice: Numbered, series: string): string =>
  (series === 'INV'
    ? invoice.invoiceNumber
    : series === '6.3'
      ? invoice.mushakNumber
      : invoice.notes.at(-1)?.number) ?? ''

export const serialIn = (invoice: Numbered, series: string): number =>
  Number(numberIn(invoice, series).slice(-6))

/** The document that the answer shows under that serial. */
export const documentIn = (invoice: Numbered, series: string): string =>
  series === 'INV' || series === '6.3' ? invoice.id : (invoice.notes.at(-1)?.id ?? '')
