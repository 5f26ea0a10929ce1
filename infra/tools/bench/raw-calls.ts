import { randomUUID } from 'node:crypto'
import { ANY, type EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { invoiceStream, tenantStream } from '../../event-store/stream-names.ts'
import type { Execute } from './graphql-client.ts'
import { rawClient } from './raw-client.ts'
import { createInvoice, tenantId } from './requests.ts'
import type { Service } from './service.ts'

/** What a create needs in any case: an empty request, a read, and the appends of its number and its event. */
export type RawCalls = Record<'graphql' | 'read' | 'take' | 'append', () => Promise<unknown>>

/** Makes the calls, and closes their client after the work. */
export const withRawCalls = async <Result>(
  { environment }: Pick<Service, 'environment'>,
  execute: Execute,
  work: (raw: RawCalls) => Promise<Result>,
): Promise<Result> => {
  const client = rawClient(environment)
  try {
    return await work(await rawCalls(client, execute))
  } finally {
    await client.dispose()
  }
}

/** They append the same events as a create, to streams that are not projected. */
const rawCalls = async (client: EventStoreDBClient, execute: Execute): Promise<RawCalls> => {
  const { id } = await createInvoice(execute)
  const [created] = await readAll(client, invoiceStream(tenantId, id))
  if (!created) throw new Error('The event store does not contain the event of a created invoice')
  const { type, data, metadata } = created
  const copy = () => jsonEvent({ id: randomUUID(), type, data, metadata })
  const take = () => jsonEvent({ id: randomUUID(), type: 'Taken', data: { invoiceId: id }, metadata })
  return {
    graphql: () => execute('{ __typename }'),
    read: () => readAll(client, tenantStream(tenantId)),
    take: () => client.appendToStream('bench-register', take(), { expectedRevision: ANY }),
    append: () => client.appendToStream(`bench-${randomUUID()}`, copy(), { expectedRevision: NO_STREAM }),
  }
}

type InvoiceRecord = { type: string; data: Record<string, unknown>; metadata: Record<string, unknown> }

const readAll = async (client: EventStoreDBClient, stream: string): Promise<InvoiceRecord[]> => {
  const events: InvoiceRecord[] = []
  for await (const { event } of client.readStream(stream)) if (event) events.push(event as InvoiceRecord)
  return events
}
