import { randomUUID } from 'node:crypto'
import { ANY, EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { invoiceStream, tenantStream } from '../../event-store/stream-names.ts'
import { atMost, type Figure, milliseconds, times } from './figure.ts'
import type { Execute } from './graphql-client.ts'
import { median } from './quantile.ts'
import { createInvoice, createInvoices, readBack, tenantId } from './requests.ts'
import type { Service } from './service.ts'
import { time } from './time.ts'

/** The host compiles its code while it handles the first requests. */
const warmUpInvoices = 300
const warmUpRounds = 30

/**
 * Compares createInvoice with its raw calls, the calls that it needs in any case: an empty GraphQL request,
 * one read of a stream and two appends, sent with the raw client to the same node. They are measured in
 * turns, and only after the events of each create have reached their row, so that nothing else runs
 * meanwhile.
 */
export const measureCreateRatio = async (
  service: Service,
  execute: Execute,
  rounds: number,
): Promise<Figure> => {
  const client = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
  try {
    await createInvoices(execute, warmUpInvoices)
    const raw = await rawCalls(client, execute)
    const measured: Round[] = []
    for (let round = 0; round < rounds + warmUpRounds; round++) {
      const result = await measureRound(execute, raw)
      if (round >= warmUpRounds) measured.push(result)
    }
    return figureOf(measured)
  } finally {
    await client.dispose()
  }
}

type RawCalls = Record<'graphql' | 'read' | 'take' | 'append', () => Promise<unknown>>

/** Durations in milliseconds. */
type Round = Record<'create' | keyof RawCalls, number>

const measureRound = async (execute: Execute, raw: RawCalls): Promise<Round> => {
  const create = await time(() => createInvoice(execute))
  await readBack(execute, create.value)
  return {
    create: create.tookMs,
    graphql: (await time(raw.graphql)).tookMs,
    read: (await time(raw.read)).tookMs,
    take: (await time(raw.take)).tookMs,
    append: (await time(raw.append)).tookMs,
  }
}

const figureOf = (measured: readonly Round[]): Figure => {
  const p50 = (of: (round: Round) => number): number => median(measured.map(of))
  const rawMs = p50(({ graphql, read, take, append }) => graphql + read + take + append)
  const parts = (['graphql', 'read', 'take', 'append'] as const).map(
    (name) => `${name} ${milliseconds(p50((round) => round[name]))}`,
  )
  const createMs = p50(({ create }) => create)
  return atMost(
    'createInvoice / its raw calls, p50',
    { measured: createMs / rawMs, bound: 1.5, unit: times },
    `${milliseconds(createMs)} / ${milliseconds(rawMs)}: ${parts.join(', ')}`,
  )
}

/** Appends the same events as a create, to streams that are not projected. */
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
