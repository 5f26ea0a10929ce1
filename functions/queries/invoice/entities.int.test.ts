import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { connect } from '../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { asTenant } from '../../../infra/postgres/tenant-schema.ts'
import { type TestDatabase, testDatabase } from '../../../infra/run/local/postgres/test-database.ts'
import { sampleInvoices } from '../../../infra/tools/bench/sample-invoices.ts'
import { changeOf, saveRows } from '../../read-model/rows/invoice-table.ts'
import { selectedBy } from '../../read-model/selected.ts'
import { readEntities } from './entities.ts'

const tenantId = 'acme'
const samples = [...sampleInvoices({ tenantId, count: 3, until: '2026-11-20T06:00:00.000Z' })]
const [one = '', two = '', three = ''] = samples.map(({ invoice }) => invoice.id)

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await provisionTenant(connect(database.owner), tenantId)
  const changes = samples.map(({ invoice, events }) => changeOf(invoice, events.length - 1, -1))
  await saveRows(connect(database.owner), { tenantId, version: 1 }, changes)
})
afterAll(() => database.drop())

/** Reads whole states, until they have `maxBytes`. */
const read = (ids: string[], maxBytes = 4_000_000) =>
  readEntities(
    {
      input: {},
      tenantId,
      today: '2026-11-20',
      selected: { ...selectedBy({ paths: ['notes.id'], parts: 1 }), maxBytes },
      read: (work) => asTenant(connect(database.reader), { tenantId }, work),
      readByKey: () => Promise.reject(new Error('Several invoices are not read by a key')),
    },
    ids,
  )

test('invoices are returned in the order of their ids, and null where the tenant has none', async () => {
  const answer = await read([two, 'no id', one, '00000000-0000-4000-8000-000000000000', two])
  if (!answer.ok) throw new Error(answer.error.message)
  expect(answer.value.map((invoice) => invoice?.id ?? null)).toEqual([two, null, one, null, two])
})

test('invoices that are too large for one response are refused and not left out', async () => {
  expect(await read([one, two, three], 1)).toMatchObject({
    ok: false,
    error: { code: 'QUERY_TOO_COMPLEX', message: expect.stringMatching(/too large for one response/) },
  })
  expect(await read([one], 1)).toMatchObject({ ok: true, value: [{ id: one }] })
})
