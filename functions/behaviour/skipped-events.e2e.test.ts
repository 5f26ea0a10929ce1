import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, expect, jest, test } from '@jest/globals'
import { invoiceStream } from '../../infra/event-store/stream-names.ts'
import { runTool } from '../../infra/tools/testing/run-tool.ts'
import { dueToday, line, openDesk, today } from './testing/desk.ts'
import { waitFor } from './testing/wait-for.ts'

// The command is a process of its own, and the service learns of a skip within ten seconds.
jest.setTimeout(60_000)

const { service, desk } = await openDesk()
const store = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
afterAll(async () => {
  await store.dispose()
  await service.stop()
})

const poison = (...words: string[]) => runTool('poison/poison-command.ts', words, service.environment)

const readHistory = `query ($id: ID!) {
  invoiceHistory(id: $id) { revision type skipped { reason by at } }
}`
const payment = { paymentId: 'p-1', amount: '40', method: 'CASH', paidOn: today() }

/** Sends a payment until the service knows the skip. Each attempt before fails as it did before the skip. */
const payWhenSkipped = async (id: string) => {
  for (;;) {
    try {
      return await desk.run('pay', { id, input: payment })
    } catch (error) {
      if (!String(error).includes('EVENT_TYPE_UNKNOWN')) throw error
      await pause(100)
    }
  }
}

test('an undecodable event is skipped by an operator, and everyone folds the invoice without it', async () => {
  const issued = await desk.issue([line('1', '100')], dueToday())
  await desk.awaitRow(issued.id, issued.revision)
  const stream = invoiceStream('acme', issued.id)
  const bad = issued.revision + 1
  await store.appendToStream(
    stream,
    jsonEvent({
      id: randomUUID(),
      type: 'InvoiceTeleported',
      data: { nid: '1990' },
      metadata: { tenantId: 'acme' },
    }),
  )
  // The relay is started by a command.
  await desk.issue([line('1', '10')])
  await waitFor(async () => {
    const [row] = await service.database`select from finance.set_aside where stream = ${stream}`
    return row
  })
  expect(await desk.expectError('pay', { id: issued.id, input: payment })).toMatchObject({
    code: 'EVENT_TYPE_UNKNOWN',
  })

  const listed = await poison('list', '--tenant', 'acme')
  expect([listed.code, listed.stdout]).toEqual([0, expect.stringContaining(`${stream}  revision ${bad}`)])
  const shown = await poison('show', stream)
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('EVENT_TYPE_UNKNOWN')])
  expect(shown.stdout + shown.stderr).not.toContain('1990')
  expect((await poison('show', stream, '--raw')).stdout).toContain('1990')
  const failed = await poison('retry', '--all')
  expect([failed.code, failed.stdout]).toEqual([
    1,
    expect.stringMatching(/^failed {2}v1 .*InvoiceTeleported/),
  ])
  const reason = 'A release that was withdrawn wrote it'
  const skipped = await poison('skip', stream, '--revision', String(bad), '--reason', reason, '--by', 'rahim')
  expect([skipped.code, skipped.stdout]).toEqual([
    0,
    `skip recorded\nrepaired  v1  ${stream}  revision ${bad}\n`,
  ])
  expect(await poison('list')).toMatchObject({ code: 0, stdout: '' })

  const paid = await payWhenSkipped(issued.id)
  expect(paid).toMatchObject({ revision: bad + 1, paidAmount: { amount: '40.00' } })
  expect(await desk.awaitRow(issued.id, paid.revision)).toEqual(paid)
  expect(await desk.read(issued.id, paid.revision)).toEqual(paid)
  const asOf =
    'query ($id: ID!, $at: DateTime!) { invoice(id: $id, asOf: $at) { revision paidAmount { amount } } }'
  expect(await desk.client.value(asOf, { id: issued.id, at: new Date().toISOString() })).toEqual({
    revision: paid.revision,
    paidAmount: paid.paidAmount,
  })
  const history = await desk.client.value(readHistory, { id: issued.id })
  expect(history.slice(bad - 1)).toMatchObject([
    { revision: bad - 1, skipped: null },
    { revision: bad, type: 'InvoiceTeleported', skipped: { reason, by: 'rahim', at: expect.any(String) } },
    { revision: bad + 1, type: 'PaymentRecorded', skipped: null },
  ])
})

test.each([
  [['retry'], 2, 'retry needs one of STREAM, --tenant ID and --all'],
  [['retry', 'x', '--all'], 2, 'retry needs one of STREAM, --tenant ID and --all'],
  [['skip', 'x', '--revision', '1', '--by', 'rahim'], 2, '--reason is missing'],
  [['list', '--raw'], 2, '--raw is not allowed with list'],
  [['mend'], 2, '"mend" is not a command: use list, show, retry or skip'],
  [['show', 'invoice-acme_x'], 1, 'The stream is not set aside'],
  [['skip', 'x', '--reason', 'y', '--by', 'z'], 1, 'Not skipped: x is not set aside'],
])('poison %j ends with %d', async (words, code, message) => {
  expect(await poison(...words)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) })
})
