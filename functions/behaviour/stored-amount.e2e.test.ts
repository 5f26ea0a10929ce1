import { EventStoreDBClient } from '@eventstore/db-client'
import { afterAll, expect, test } from '@jest/globals'
import { dhakaDate } from '../../domain/calendar/dhaka.ts'
import { invoiceStream } from '../../infra/event-store/stream-names.ts'
import { invoiceInput, line, openDesk } from './testing/desk.ts'
import { readEvents } from './testing/registers.ts'

const { service, desk } = await openDesk()
const store = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
afterAll(async () => {
  await store.dispose()
  await service.stop()
})

/** As docs/limits.md says. */
const maxStoredBytes = 2_000_000
const maxNoteBytes = 200_000

/** A request that creates so many invoices from one variable. */
const createMany = (count: number) => `mutation ($input: CreateInvoiceInput!) {
  ${Array.from({ length: count }, (_, index) => `a${index}: createInvoice(input: $input) { id }`).join(' ')}
}`

const linesOf = (count: number, descriptionCharacters: number) =>
  Array.from({ length: count }, () => line('1', '1', { description: 'x'.repeat(descriptionCharacters) }))

const sizeOfReadModel = async (): Promise<number> => {
  const [row] = await service.database<{ bytes: string }[]>`
    select sum(pg_total_relation_size(c.oid)) as bytes
    from pg_class c join pg_namespace n on n.oid = relnamespace
    where nspname = 'tenant_acme_v1' and relkind = 'r'`
  return Number(row?.bytes)
}

const sizeOfEvents = async (id: string): Promise<number> => {
  const events = await readEvents(store, invoiceStream('acme', id))
  return events.reduce((bytes, { data }) => bytes + Buffer.byteLength(JSON.stringify(data)), 0)
}

test.each([
  ['two invoices with the most lines', 2, 500, 8],
  ['fifty invoices with many lines', 50, 20, 8],
  ['fifty invoices with long texts', 50, 20, 490],
])(
  'what one request stores at the limit is bounded: %s',
  async (_, count, lines, characters) => {
    const before = await sizeOfReadModel()
    const input = invoiceInput(linesOf(lines, characters))
    const { data, errors } = await desk.client.ask(createMany(count), { input })
    expect(errors).toBeUndefined()
    const ids = Object.values(data ?? {}).map(({ id }) => id as string)
    expect(ids).toHaveLength(count)
    let eventBytes = 0
    for (const id of ids) {
      await desk.awaitRow(id, 0)
      eventBytes += await sizeOfEvents(id)
    }
    const rowBytes = (await sizeOfReadModel()) - before
    process.stdout.write(`${count} x ${lines} lines: events ${eventBytes}, rows ${rowBytes} bytes\n`)
    expect(eventBytes + rowBytes).toBeLessThan(maxStoredBytes)
  },
  120_000,
)

test('a cancellation, which credits every line without any in its input, stores a bounded note', async () => {
  const today = dhakaDate(new Date().toISOString())
  const dates = { invoiceDate: today, dueDate: today, customerName: 'Buyer', customerAddress: 'Dhaka' }
  const { id } = await desk.issue(linesOf(500, 8), dates)
  const before = await sizeOfEvents(id)
  await desk.run('cancel', { id, reason: 'Mistake' })
  const bytes = (await sizeOfEvents(id)) - before
  process.stdout.write(`a cancellation: ${bytes} bytes\n`)
  expect(bytes).toBeLessThan(maxNoteBytes)
})

test('a request above the limit stores nothing', async () => {
  const { totalCount } = await desk.client.value('{ invoices { totalCount } }')
  const { errors } = await desk.client.ask(createMany(50), { input: invoiceInput(linesOf(21, 8)) })
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['INPUT_TOO_LARGE'])
  expect(await desk.client.value('{ invoices { totalCount } }')).toEqual({ totalCount })
})
