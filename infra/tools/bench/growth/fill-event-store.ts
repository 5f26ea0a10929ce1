import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { invoices } from '../../../../domain/invoice/aggregate.ts'
import { invoiceStream } from '../../../event-store/stream-names.ts'
import { runConcurrently } from '../concurrently.ts'
import { type SampleInvoice, sampleInvoices } from '../sample-invoices.ts'

/**
 * Appends sample invoices of a tenant, each with all of its events, until there are enough:
 * `fill-event-store.ts <tenant> <events>`. Prints how many invoices and events it has appended. The node writes the
 * appends that wait at the same time in one transaction, so many streams at once are the fastest way.
 */

const appendsAtOnce = 64
const reportEvery = 50_000

const [tenantId = '', count = ''] = process.argv.slice(2)
const client = EventStoreDBClient.connectionString(process.env.EVENTSTORE_CONNECTION_STRING ?? '')

/** At least as many events as asked for: none has fewer than one, most have three or more. */
const samples = sampleInvoices({ tenantId, count: Number(count), until: '2026-07-01T00:00:00.000Z' })

const append = async ({ id, events }: SampleInvoice): Promise<void> => {
  const stored = events.map((event) => {
    const { type, version, data } = invoices.encode(event)
    const actor = { id: 'u-maker', role: 'admin' }
    const metadata = { tenantId, actor, correlationId: id, schemaVersion: version }
    return jsonEvent({ id: randomUUID(), type, data, metadata })
  })
  await client.appendToStream(invoiceStream(tenantId, id), stored, { expectedRevision: NO_STREAM })
}

const total = { invoices: 0, events: 0 }
await runConcurrently(appendsAtOnce, appendsAtOnce, async () => {
  for (;;) {
    if (total.events >= Number(count)) return
    const { value: sample } = samples.next()
    if (!sample) return
    total.invoices++
    const before = total.events
    total.events += sample.events.length
    await append(sample)
    if (Math.floor(before / reportEvery) < Math.floor(total.events / reportEvery))
      process.stderr.write(`appended about ${total.events} of ${count} events\n`)
  }
})
await client.dispose()
process.stdout.write(`${JSON.stringify(total)}\n`)
