import { randomUUID } from 'node:crypto'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { invoices } from '../../../../domain/invoice/aggregate.ts'
import type { LineInput } from '../../../../domain/invoice/draft/input.ts'
import type { InvoiceEvent } from '../../../../domain/invoice/events.ts'
import { seriesOf } from '../../../../domain/numbering/documents.ts'
import { mushakNumber } from '../../../../domain/numbering/numbers.ts'
import * as example from '../../../../domain/testing/examples.ts'
import { type Decide, history } from '../../../../domain/testing/scenario.ts'
import { append } from '../../../../infra/event-store/append.ts'
import { readStream } from '../../../../infra/event-store/read.ts'
import type { StoredEvent } from '../../../../infra/event-store/stored-event.ts'
import { invoiceStream } from '../../../../infra/event-store/stream-names.ts'
import { recordOf } from '../../../../infra/kafka/cloud-event.ts'
import { newEvent } from '../../../write-model/stream.ts'

/** From draft to paid, with a payment that was reversed: nine events. */
export const wholeLife: readonly Decide[] = [
  example.creating(),
  example.updating({ dueDate: '2024-12-15' }),
  example.submitting(),
  example.approving(),
  example.numbering(),
  example.paying('5000'),
  example.reversing('p-5000'),
  example.paying('6000'),
  example.paying('5500'),
]

/** Lines of almost the largest content. PostgreSQL compresses them to a fiftieth of their bytes. */
export const manyLines: readonly LineInput[] = Array(120).fill({
  ...example.tenBags,
  description: 'ক'.repeat(500),
})

export type Story = { tenantId: string; id: string; stream: string; events: StoredEvent[] }

let lastSerial = 0

/**
 * Every story has its own serials, as if one register had given them, because the ledger has each only once.
 */
const withOwnSerial = (event: InvoiceEvent): InvoiceEvent => {
  if (event.type !== 'LegalNumberAssigned') return event
  const { document, place, issuedAt } = event
  const serial = ++lastSerial
  return { ...event, serial, number: mushakNumber({ series: seriesOf(document), place }, issuedAt, serial) }
}

/**
 * The events of an invoice i-1 of the tenant acme as those of an invoice with this id of another tenant. Its
 * notes get ids of their own.
 */
export const eventsOf = (
  events: readonly InvoiceEvent[],
  { id, tenantId }: { id: string; tenantId: string },
): InvoiceEvent[] => {
  const noteIds = { credit: randomUUID(), debit: randomUUID(), cancel: randomUUID() }
  const texts = JSON.stringify(events)
    .replaceAll('"i-1"', `"${id}"`)
    .replaceAll('"tenantId":"acme"', `"tenantId":"${tenantId}"`)
    .replaceAll('INV-2024-10-15-000001', `INV-2024-10-15-${id}`)
    .replaceAll(/"n-(credit|debit|cancel)"/g, (_, kind) => `"${noteIds[kind as keyof typeof noteIds]}"`)
  return (JSON.parse(texts) as InvoiceEvent[]).map(withOwnSerial)
}

/** Appends a new invoice with this history to the event store, and returns its stored events. */
export const appendStory = async (
  decisions: readonly Decide[] = wholeLife,
  tenantId = 'acme',
): Promise<Story> => {
  const id = randomUUID()
  const metadata = { tenantId, actor: { id: 'u-rahim', role: 'accountant' }, correlationId: 'c-1' }
  const stream = invoiceStream(tenantId, id)
  const events = eventsOf(history(...decisions), { id, tenantId })
  await append(
    stream,
    events.map((event) => newEvent(invoices, event, metadata)),
    -1,
  )
  return { tenantId, id, stream, events: await readStream(stream) }
}

/** A record as MSK delivers it, by default with the next offset of partition 0. */
export const record = (
  { key, value }: { key: string; value: string },
  position: { partition?: number; offset?: number } = {},
): MSKRecord => ({
  topic: 'finance.invoice.events',
  partition: position.partition ?? 0,
  offset: position.offset ?? nextOffset++,
  timestamp: 0,
  timestampType: 'CREATE_TIME',
  key: Buffer.from(key).toString('base64'),
  value: Buffer.from(value).toString('base64'),
  headers: [],
})
let nextOffset = 0

export const recordsOf = (events: readonly StoredEvent[], partition = 0): MSKRecord[] =>
  events.map((event) => record(recordOf(event), { partition }))

export const batch = (records: readonly MSKRecord[]): MSKEvent => ({
  eventSource: 'aws:kafka',
  eventSourceArn: 'arn:aws:kafka:ap-southeast-1:000000000000:cluster/finance/1',
  bootstrapServers: '127.0.0.1:9092',
  records: Object.groupBy(records, ({ topic, partition }) => `${topic}-${partition}`) as MSKEvent['records'],
})
