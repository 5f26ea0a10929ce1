import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { MSKRecord } from 'aws-lambda'
import fc from 'fast-check'
import * as example from '../../../domain/testing/examples.ts'
import { closeEventStore } from '../../../infra/event-store/client.ts'
import type { StoredEvent } from '../../../infra/event-store/read.ts'
import { recordOf } from '../../../infra/kafka/cloud-event.ts'
import { type EventStoreNode, startNode } from '../../../infra/local/eventstore/node.ts'
import { type TestDatabase, testDatabase } from '../../../infra/local/postgres/test-database.ts'
import { connect, type Sql } from '../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { fold, foldStream, nothing } from './fold.ts'
import { handler } from './handler.ts'
import { rowOf } from './row.ts'
import { saveRows } from './rows.ts'
import { batch, record, recordsOf, type Story, told, wholeLife } from './testing/story.ts'

let database: TestDatabase
let node: EventStoreNode
let sql: Sql
const before = { ...process.env }

beforeAll(async () => {
  database = await testDatabase()
  node = await startNode({ database: database.owner })
  sql = connect(database.writer)
  const owner = connect(database.owner)
  for (const tenant of ['acme', 'bengal', 'racing']) await provisionTenant(owner, tenant)
  const { host, port, user, password, database: name } = database.writer
  Object.assign(process.env, {
    ...{ DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_NAME: name },
    ...{ DATABASE_WRITER_USERNAME: user, DATABASE_WRITER_PASSWORD: password },
    EVENTSTORE_CONNECTION_STRING: node.connectionString,
  })
}, 60_000)

afterAll(async () => {
  await closeEventStore()
  await node.stop()
  await database.drop()
  process.env = before
}, 30_000)

afterEach(async () => {
  await sql`delete from finance.set_aside`
})

const nothingFailed = { batchItemFailures: [] }
const project = (records: readonly MSKRecord[]) => handler(batch(records))

const rowIn = async ({ tenantId, id }: Story) => {
  const [row] = await sql`select * from ${sql(`tenant_${tenantId}_v1`)}.invoices where id = ${id}`
  return row
}

/** What the row must be, from the event store by the straight fold. */
const expectedRow = async ({ stream }: Story) => {
  const { folded } = await foldStream(stream)
  if (folded.invoice.status === 'NONE') throw new Error('The story is empty')
  const row = rowOf(folded.invoice, folded.revision)
  return { ...row, createdAt: comparable(row.createdAt), updatedAt: comparable(row.updatedAt), state: JSON.parse(String(row.state)) }
}
const comparable = (instant: string | null) => String(instant).replace(/\.000Z$|Z$/, 'Z')

const expectInvoice = async (story: Story) => expect(await rowIn(story)).toEqual(await expectedRow(story))

const marks = () => sql`select stream, tenant, first_revision as revision, error from finance.set_aside order by stream`
const openNumbers = ({ stream }: Story) =>
  sql`select tenant, document, series, fiscal_year as "fiscalYear", seen_revision as seen from finance.open_numbers where stream = ${stream}`

const part = (story: Story, from: number, to: number): StoredEvent[] => story.events.slice(from, to)

describe('the row of an invoice', () => {
  test('is the fold of its records, with what lists need beside it', async () => {
    const story = await told()
    expect(await project(recordsOf(story.events))).toEqual(nothingFailed)
    await expectInvoice(story)
    expect(await rowIn(story)).toMatchObject({
      status: 'PAID',
      grandTotal: '11500.00',
      paidAmount: '11500.00',
      balance: '0.00',
      revision: '8',
      mushakNumber: 'MUSHAK-6.3-2024-10-000001',
      issueDate: '2024-10-15',
      customerName: 'বেঙ্গল ট্রেডার্স',
      searchText: expect.stringContaining('বেঙ্গল ট্রেডার্স'),
    })
  })

  test('many invoices of two tenants in one batch, each in the schema of its tenant', async () => {
    const stories = await Promise.all(Array.from({ length: 30 }, (_, index) => told(wholeLife, index % 2 ? 'acme' : 'bengal')))
    const records = stories.flatMap((story, index) => recordsOf(story.events, index % 3))
    expect(await project(records)).toEqual(nothingFailed)
    for (const story of stories) await expectInvoice(story)
  })

  test('a document without its number is listed until it has one', async () => {
    const story = await told()
    await project(recordsOf(part(story, 0, 4)))
    expect(await openNumbers(story)).toEqual([{ tenant: 'acme', document: story.id, series: '6.3', fiscalYear: '2024-2025', seen: '-1' }])
    await project(recordsOf(part(story, 4, 5)))
    expect(await openNumbers(story)).toEqual([])
  })
})

describe('45 delivered twice', () => {
  test('the same record, and the whole batch again, leave the same row', async () => {
    const story = await told()
    const records = recordsOf(story.events)
    await project(records.flatMap((each) => [each, each]))
    const first = await rowIn(story)
    expect(await project(records)).toEqual(nothingFailed)
    expect(await rowIn(story)).toEqual(first)
    await expectInvoice(story)
  })
})

describe('46 out of order, crashed, raced', () => {
  test('an older batch after a newer one overwrites nothing', async () => {
    const story = await told()
    await project(recordsOf(story.events))
    await project(recordsOf(part(story, 0, 4)))
    await expectInvoice(story)
  })

  test('a gap is read from the event store', async () => {
    const story = await told()
    await project(recordsOf(part(story, 0, 2)))
    await project(recordsOf(part(story, 5, 6)))
    await expectInvoice(story)
    await project(recordsOf(part(story, 2, 5)))
    await expectInvoice(story)
  })

  test('a stream whose first records never came is read whole', async () => {
    const story = await told()
    await project(recordsOf(part(story, 8, 9)))
    await expectInvoice(story)
  })

  test('a transaction killed half-way leaves nothing behind and its records are asked for again', async () => {
    const story = await told()
    const other = await told(wholeLife, 'bengal')
    const owner = connect(database.owner)
    await owner`create function public.kill() returns trigger language plpgsql
      as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`
    await owner`create trigger kill after insert on tenant_acme_v1.invoices for each row execute function public.kill()`
    const records = [...recordsOf(other.events), ...recordsOf(story.events, 1)]
    const answer = await project(records)
    await owner`drop trigger kill on tenant_acme_v1.invoices`
    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: { partition: 'finance.invoice.events-1', offset: records[9]?.offset } }],
    })
    expect(await rowIn(story)).toBeUndefined()
    await expectInvoice(other)
    expect(await project(records.slice(9))).toEqual(nothingFailed)
    await expectInvoice(story)
  })

  test('two projections at the same rows end in the fold, whoever wins', async () => {
    const stories = await Promise.all(Array.from({ length: 5 }, () => told(wholeLife, 'racing')))
    const upTo = (revision: number) => stories.flatMap((story) => recordsOf(part(story, 0, revision)))
    for (const revision of [1, 3, 5, 7, 9]) {
      const answers = await Promise.all([upTo(revision), upTo(revision).toReversed(), upTo(revision - 1)].map(project))
      expect(answers).toEqual([nothingFailed, nothingFailed, nothingFailed])
    }
    for (const story of stories) await expectInvoice(story)
  })

  test.each([
    { loaded: 0, written: 9, delivered: 5 },
    { loaded: 2, written: 9, delivered: 5 },
    { loaded: 0, written: 4, delivered: 9 },
    { loaded: 2, written: 4, delivered: 9 },
  ])(
    'one that loaded $loaded events while another wrote $written adds of its $delivered only what is new',
    async ({ loaded, written, delivered }) => {
      const story = await told()
      await project(recordsOf(part(story, 0, loaded)))
      let late: ReturnType<typeof project> | undefined
      await sql.begin(async (tx) => {
        const { folded } = fold(nothing, part(story, 0, written))
        if (folded.invoice.status === 'NONE') throw new Error('The story is empty')
        const faster = await saveRows(tx, 'acme', [{ row: rowOf(folded.invoice, folded.revision), from: loaded - 1 }])
        expect(faster.size).toBe(1)
        late = project(recordsOf(part(story, loaded, delivered)))
        await waitingForLock()
      })
      expect(await late).toEqual(nothingFailed)
      await expectInvoice(story)
    },
  )

  test('any interleaving, repetition and loss of records ends in the straight fold', async () => {
    const stories = await Promise.all([
      told(),
      told(wholeLife.slice(0, 5)),
      told([...wholeLife.slice(0, 5), example.cancelling()], 'bengal'),
    ])
    const all = stories.flatMap(({ events }) => events)
    const delivery = fc.array(fc.array(fc.nat(all.length - 1), { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(delivery, async (batches) => {
        for (const { tenantId, id } of stories) await sql`delete from ${sql(`tenant_${tenantId}_v1`)}.invoices where id = ${id}`
        for (const chosen of batches) await project(recordsOf(chosen.flatMap((index) => all[index] ?? [])))
        await project(recordsOf(stories.flatMap(({ events }) => events.slice(-1))))
        for (const story of stories) await expectInvoice(story)
        expect(await marks()).toEqual([])
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})

describe('47 set aside', () => {
  test('a record that is no JSON stops its own stream, and no other', async () => {
    const [bad, good] = [await told(), await told()]
    const records = [
      ...recordsOf(part(bad, 0, 2)),
      record({ key: bad.stream, value: '{"id": \0' }),
      ...recordsOf(part(bad, 3, 9)),
      ...recordsOf(good.events),
    ]
    expect(await project(records)).toEqual(nothingFailed)
    expect(await rowIn(bad)).toMatchObject({ revision: '1' })
    await expectInvoice(good)
    expect(await marks()).toEqual([
      { stream: bad.stream, tenant: 'acme', revision: '2', error: expect.stringContaining('RECORD_UNREADABLE') },
    ])
    expect(await project(recordsOf(part(bad, 4, 9)))).toEqual(nothingFailed)
    expect(await rowIn(bad)).toMatchObject({ revision: '1' })
  })

  test.each([
    ['of an unknown type', (event: StoredEvent) => ({ ...event, type: 'InvoiceFramed' }), 'EVENT_TYPE_UNKNOWN'],
    [
      'of a newer version',
      (event: StoredEvent) => ({ ...event, metadata: { ...event.metadata, schemaVersion: 99 } }),
      'EVENT_VERSION_UNKNOWN',
    ],
    ['with other data', (event: StoredEvent) => ({ ...event, data: { by: 7 } }), 'EVENT_DATA_INVALID'],
    ['of another stream', (event: StoredEvent) => ({ ...event, stream: 'invoice-bengal_x' }), 'holds an event of'],
    ['that cannot follow', (event: StoredEvent) => ({ ...event, type: 'InvoiceCreated' }), ''],
  ])('an event %s is set aside with its reason', async (_, change, reason) => {
    const story = await told()
    const third = story.events[2]
    if (!third) throw new Error('The story is too short')
    const strange = record({ key: story.stream, value: recordOf(change(third)).value })
    expect(await project([...recordsOf(part(story, 0, 2)), strange])).toEqual(nothingFailed)
    expect(await marks()).toEqual([{ stream: story.stream, tenant: 'acme', revision: '2', error: expect.stringContaining(reason) }])
  })

  test('a record without a stream is marked under its place', async () => {
    expect(await project([record({ key: 'what?', value: 'no' }, { partition: 7, offset: 42 })])).toEqual(nothingFailed)
    expect(await marks()).toMatchObject([{ stream: 'finance.invoice.events-7/42', tenant: '' }])
  })

  test('streams of a tenant that was never provisioned are set aside, and others go on', async () => {
    const [stranger, known] = [await told(wholeLife, 'nobody'), await told()]
    expect(await project([...recordsOf(stranger.events), ...recordsOf(known.events)])).toEqual(nothingFailed)
    await expectInvoice(known)
    expect(await marks()).toMatchObject([{ stream: stranger.stream, tenant: 'nobody', revision: '0' }])
  })

  test('what the database will never take stops its own stream only', async () => {
    const [first, second, third] = [await told(), await told(), await told()]
    const withNumberOfFirst = (text: string) => text.replaceAll(`INV-2024-10-15-${second.id}`, `INV-2024-10-15-${first.id}`)
    const taken = second.events.map((event) => record({ key: second.stream, value: withNumberOfFirst(recordOf(event).value) }))
    await project(recordsOf(first.events))
    expect(await project([...taken, ...recordsOf(third.events)])).toEqual(nothingFailed)
    await expectInvoice(third)
    expect(await marks()).toMatchObject([{ stream: second.stream, error: expect.stringContaining('23505') }])
  })

  test('an event that the store does not have is set aside instead of held for ever', async () => {
    const story = await told()
    const last = story.events[8]
    if (!last) throw new Error('The story is too short')
    const beyond = record(recordOf({ ...last, revision: 12 }))
    expect(await project([beyond])).toEqual(nothingFailed)
    await expectInvoice(story)
    expect(await marks()).toMatchObject([{ stream: story.stream, revision: '12' }])
  })

  test('while a mark is being mended its stream waits, and goes on once it is gone', async () => {
    const story = await told()
    await project([record({ key: story.stream, value: '?' })])
    const mended = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const mending = sql.begin(async (tx) => {
      await tx`select from finance.set_aside where stream = ${story.stream} for update`
      locked.resolve()
      await mended.promise
      await tx`delete from finance.set_aside where stream = ${story.stream}`
    })
    await locked.promise
    const projected = project(recordsOf(story.events))
    await waitingForLock()
    mended.resolve()
    await mending
    expect(await projected).toEqual(nothingFailed)
    await expectInvoice(story)
  })
})

const waitingForLock = async () => {
  for (;;) {
    const [row] = await sql<{ waiting: boolean }[]>`select exists (select from pg_locks where not granted) as waiting`
    if (row?.waiting) return
  }
}

describe('what may pass', () => {
  test('an event store that is down asks for the records of that tenant again, from the first', async () => {
    const [gap, whole] = [await told(), await told(wholeLife, 'bengal')]
    await closeEventStore()
    process.env.EVENTSTORE_CONNECTION_STRING = 'esdb://127.0.0.1:1?tls=false&maxDiscoverAttempts=1'
    try {
      const records = [...recordsOf(whole.events, 2), ...recordsOf(part(gap, 5, 7), 2)]
      const answer = await project(records)
      expect(answer.batchItemFailures).toEqual([{ itemIdentifier: { partition: 'finance.invoice.events-2', offset: records[9]?.offset } }])
      await expect(rowIn(whole)).resolves.toMatchObject({ revision: '8' })
    } finally {
      process.env.EVENTSTORE_CONNECTION_STRING = node.connectionString
    }
  }, 30_000)

  test('a database that is down asks for everything again', async () => {
    const story = await told()
    const port = process.env.DATABASE_PORT
    process.env.DATABASE_PORT = '1'
    try {
      const records = recordsOf(story.events)
      const answer = await project(records)
      expect(answer.batchItemFailures).toEqual([{ itemIdentifier: { partition: 'finance.invoice.events-0', offset: records[0]?.offset } }])
    } finally {
      process.env.DATABASE_PORT = port
    }
  }, 30_000)
})
