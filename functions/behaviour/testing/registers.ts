import type { EventStoreDBClient } from '@eventstore/db-client'
import { StreamNotFoundError } from '@eventstore/db-client'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { fiscalYearOf } from '../../../domain/calendar/fiscal-year.ts'

type Entry = { type: string; data: Record<string, unknown> }

/** Reads all events of a stream; an empty list when there is no such stream. */
export const readEvents = async (store: EventStoreDBClient, stream: string): Promise<Entry[]> => {
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

const thisFiscalYear = fiscalYearOf(dhakaDate(new Date().toISOString()))

/** Reads the takes of a legal register in this fiscal year in their order: the first has serial 1. */
export const readTakes = async (
  store: EventStoreDBClient,
  tenantId: string,
  series: string,
  place = 'MAIN',
): Promise<Take[]> =>
  (await readEvents(store, `numbers-${tenantId}_${series}_${place}_${thisFiscalYear}`)).map(
    ({ data }) => data as unknown as Take,
  )

/** The ids of documents that took more than one number. */
export const takenTwice = (takes: readonly Take[]): string[] => {
  const ids = takes.map(({ document }) => document.noteId ?? document.invoiceId)
  return ids.filter((id, index) => ids.indexOf(id) !== index)
}

type Numbered = {
  id: string
  invoiceNumber: string
  mushakNumber: string | null
  notes: { id: string; number: string | null }[]
}

/** The last number of the series on an invoice. */
export const numberIn = (invoice: Numbered, series: string): string => {
  if (series === 'INV') return invoice.invoiceNumber
  const number = series === '6.3' ? invoice.mushakNumber : invoice.notes.at(-1)?.number
  return number ?? ''
}

export const serialIn = (invoice: Numbered, series: string): number =>
  Number(numberIn(invoice, series).slice(-6))

/** The id of the document that has the last number of the series: the invoice, or its last note. */
export const documentIn = (invoice: Numbered, series: string): string =>
  series === 'INV' || series === '6.3' ? invoice.id : (invoice.notes.at(-1)?.id ?? '')
