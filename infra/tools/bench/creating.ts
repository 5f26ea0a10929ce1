import { randomUUID } from 'node:crypto'
import { ANY, EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { invoiceStream, tenantStream } from '../../event-store/stream-names.ts'
import { createInvoice, createMany, readBack, tenantId } from './business.ts'
import type { Ask } from './client.ts'
import { atMost, type Figure, median, ms, timed, times } from './figure.ts'
import type { Service } from './service.ts'

type Work = () => Promise<unknown>

/**
 * createInvoice against what it cannot do without: the way through the door, one read of a stream, and two appends, with the
 * raw client on the same node. Taken by turns in one run, each time when the events of the create before have reached their
 * row, so that nothing else runs beside either.
 */
export const creating = async (service: Service, ask: Ask, rounds: number): Promise<Figure[]> => {
  const client = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
  try {
    // A host that has just been started is still compiling what it runs.
    await createMany(ask, 300, () => undefined)
    const raw = await rawWork(client, ask)
    const names = ['create', 'door', 'read', 'take', 'append'] as const
    const taken = { create: [], door: [], read: [], take: [], append: [] } as Record<
      (typeof names)[number],
      number[]
    >
    for (let round = 0; round < rounds + warmUp; round++) {
      const { took, value } = await timed(() => createInvoice(ask))
      await readBack(ask, value)
      const door = await timed(() => ask('{ __typename }'))
      const [read, take, append] = [await timed(raw.read), await timed(raw.take), await timed(raw.append)]
      if (round < warmUp) continue
      for (const [name, figure] of Object.entries({
        create: took,
        door: door.took,
        read: read.took,
        take: take.took,
        append: append.took,
      }))
        taken[name as (typeof names)[number]].push(figure)
    }
    const reference = taken.door.map(
      (door, round) =>
        door + (taken.read[round] ?? 0) + (taken.take[round] ?? 0) + (taken.append[round] ?? 0),
    )
    const parts = names.map((name) => `${name} ${ms(median(taken[name]))}`).join(', ')
    return [
      atMost(
        'createInvoice p50 / its raw part',
        { measured: median(taken.create) / median(reference), bound: 1.5, unit: times },
        parts,
      ),
    ]
  } finally {
    await client.dispose()
  }
}

const warmUp = 30

/** Appends the very events that a create makes, to streams that nobody projects. */
const rawWork = async (
  client: EventStoreDBClient,
  ask: Ask,
): Promise<{ read: Work; take: Work; append: Work }> => {
  const { id } = await createInvoice(ask)
  const read = (stream: string) => async () => {
    const events = []
    for await (const { event } of client.readStream(stream)) if (event) events.push(event)
    return events
  }
  const [created] = await read(invoiceStream(tenantId, id))()
  if (!created) throw new Error('The event of a created invoice is not in the event store')
  const { type, data, metadata } = created as {
    type: string
    data: Record<string, unknown>
    metadata: Record<string, unknown>
  }
  const again = () => jsonEvent({ id: randomUUID(), type, data, metadata })
  const taken = () => jsonEvent({ id: randomUUID(), type: 'Taken', data: { invoiceId: id }, metadata })
  return {
    read: read(tenantStream(tenantId)),
    take: () => client.appendToStream('bench-register', taken(), { expectedRevision: ANY }),
    append: () => client.appendToStream(`bench-${randomUUID()}`, again(), { expectedRevision: NO_STREAM }),
  }
}
