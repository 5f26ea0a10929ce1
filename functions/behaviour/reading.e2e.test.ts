import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const unknown = '0f8fad5b-d9cb-469f-a165-70867728950e'

test('37 a query with the revision of an answer never shows an older state', async () => {
  for (let round = 0; round < 20; round++) {
    const { id, revision } = await desk.create([line('1', '100')])
    const submitted = await desk.does('submit', { id })
    expect(submitted.revision).toBe(revision + 1)
    expect(await desk.read(id, submitted.revision)).toMatchObject({
      status: 'PENDING_APPROVAL',
      revision: submitted.revision,
    })
  }
})

test('37 a revision that does not exist anywhere is not reached', async () => {
  const { id } = await desk.create([line('1', '100')])
  expect(
    await desk.client.error('query ($id: ID!) { invoice(id: $id, minRevision: 9) { id } }', { id }),
  ).toMatchObject({
    code: 'REVISION_NOT_REACHED',
    path: 'minRevision',
    params: { reached: 0, asked: 9 },
  })
})

test('38 an invoice as it stood then, and all that happened to it', async () => {
  const draft = await desk.create([line('1', '100')])
  const asOf = 'query ($id: ID!, $asOf: DateTime!) { invoice(id: $id, asOf: $asOf) { status revision } }'
  const history =
    'query ($id: ID!) { invoiceHistory(id: $id) { revision type at by reason correlationId data } }'
  const [created] = await desk.client.value(history, { id: draft.id })
  await desk.does('submit', { id: draft.id })
  await desk.does('reject', { id: draft.id, reason: 'Wrong price' })
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
  expect(await desk.refused('submit', { id: unknown })).toMatchObject({
    code: 'NOT_FOUND',
    path: 'id',
    params: { id: unknown },
  })
  expect(
    await desk.refused('pay', { id: unknown, input: { amount: '1', method: 'CASH', paidOn: '2024-01-01' } }),
  ).toMatchObject({
    code: 'NOT_FOUND',
    path: 'invoiceId',
  })
})

test('an issued invoice is found by both of its numbers', async () => {
  const issued = await desk.issue([line('1', '100')])
  await desk.shown(issued.id, issued.revision)
  for (const number of [issued.invoiceNumber, issued.mushakNumber, ` ${issued.mushakNumber} `]) {
    expect(
      await desk.client.value('query ($number: String!) { invoiceByNumber(number: $number) { id } }', {
        number,
      }),
    ).toEqual({
      id: issued.id,
    })
  }
})
