import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const unknown = '0f8fad5b-d9cb-469f-a165-70867728950e'

test('37 a query with the revision of an earlier response never returns an older state', async () => {
  for (let round = 0; round < 20; round++) {
    const { id, revision } = await desk.create([line('1', '100')])
    const submitted = await desk.run('submit', { id })
    expect(submitted.revision).toBe(revision + 1)
    expect(await desk.read(id, submitted.revision)).toMatchObject({
      status: 'PENDING_APPROVAL',
      revision: submitted.revision,
    })
  }
})

test('37 a query for a revision that does not exist fails with REVISION_NOT_REACHED', async () => {
  const { id } = await desk.create([line('1', '100')])
  expect(
    await desk.client.error('query ($id: ID!) { invoice(id: $id, minRevision: 9) { id } }', { id }),
  ).toMatchObject({
    code: 'REVISION_NOT_REACHED',
    path: 'minRevision',
    params: { reached: 0, asked: 9 },
  })
})

test('38 an invoice can be read as of a time, and its history lists every event', async () => {
  const draft = await desk.create([line('1', '100')])
  const asOf = 'query ($id: ID!, $asOf: DateTime!) { invoice(id: $id, asOf: $asOf) { status revision } }'
  const history =
    'query ($id: ID!) { invoiceHistory(id: $id) { revision type at by reason correlationId data } }'
  const [created] = await desk.client.value(history, { id: draft.id })
  await desk.run('submit', { id: draft.id })
  await desk.run('reject', { id: draft.id, reason: 'Wrong price' })
  expect(await desk.client.value(asOf, { id: draft.id, asOf: created.at })).toEqual({
    status: 'DRAFT',
    revision: 0,
  })
  expect(await desk.client.value(asOf, { id: draft.id, asOf: '2020-01-01T00:00:00Z' })).toBeNull()
  const entries = await desk.client.value(history, { id: draft.id })
  expect(entries).toMatchObject([
    { revision: 0, type: 'InvoiceCreated', by: 'u-1', data: { invoiceNumber: draft.invoiceNumber } },
    { revision: 1, type: 'InvoiceSubmitted', reason: null },
    { revision: 2, type: 'InvoiceRejected', reason: 'Wrong price', correlationId: expect.any(String) },
  ])
})

test('40 an unknown id is null for a query and NOT_FOUND for a command', async () => {
  expect(await desk.read(unknown)).toBeNull()
  expect(await desk.client.value('{ invoiceByNumber(number: "INV-2000-01-01-000001") { id } }')).toBeNull()
  const id = unknown
  const notFound = { code: 'NOT_FOUND', path: 'id', params: { id } }
  expect(await desk.expectError('submit', { id })).toMatchObject(notFound)
  expect(await desk.expectError('approve', { id, expectedRevision: 0 })).toMatchObject(notFound)
  const input = { amount: '1', method: 'CASH', paidOn: '2024-01-01' }
  expect(await desk.expectError('pay', { id, input })).toMatchObject({ ...notFound, path: 'invoiceId' })
})

test('an issued invoice can be found by its INV number and by its Mushak number', async () => {
  const byNumber = 'query ($number: String!) { invoiceByNumber(number: $number) { id } }'
  const issued = await desk.issue([line('1', '100')])
  await desk.awaitRow(issued.id, issued.revision)
  for (const number of [issued.invoiceNumber, issued.mushakNumber, ` ${issued.mushakNumber} `]) {
    expect(await desk.client.value(byNumber, { number })).toEqual({ id: issued.id })
  }
})

test('41 unknown ids among entities resolve to null and do not hide the others', async () => {
  const { id, revision } = await desk.create([line('1', '1')])
  await desk.awaitRow(id, revision)
  const ids = [id, '\0', '\ud800', 'x', 'x'.repeat(201), unknown]
  const representations = ids.map((each) => ({ __typename: 'Invoice', id: each }))
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Invoice { id } }
  }`
  expect(await desk.client.value(query, { representations })).toEqual([{ id }, ...Array(5).fill(null)])
})
