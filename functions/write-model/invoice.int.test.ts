import { EventStoreDBClient } from '@eventstore/db-client'
import { afterEach, expect, jest, test } from '@jest/globals'
import { approving, creating, numbering } from '../../domain/testing/examples.ts'
import { readStream } from '../../infra/event-store/read.ts'
import { handler as cancelInvoice } from '../commands/cancel-invoice/handler.ts'
import { handler as issueCreditNote } from '../commands/issue-credit-note/handler.ts'
import { handler as issueDebitNote } from '../commands/issue-debit-note/handler.ts'
import { appendStory } from '../projections/invoices/testing/story.ts'
import { useAcme } from './testing/acme.ts'
import { type Handler, sendCommand } from './testing/send-command.ts'

useAcme()
afterEach(() => {
  jest.restoreAllMocks()
  jest.useRealTimers()
})

const dayMs = 24 * 60 * 60_000

/** An invoice that was issued by a process whose clock was ahead by so many days. */
const issuedAhead = (days: number) => {
  const at = new Date(Date.now() + days * dayMs).toISOString()
  return appendStory([creating(), approving({ at }), numbering(1, at)])
}

const note = (invoiceId: string) => ({
  ...{ invoiceId, reason: 'Other quantity' },
  lines: [{ lineItemId: 'i-1-1', quantity: '1' }],
})

test.each<[string, Handler, (id: string) => object]>([
  ['credit note', issueCreditNote, note],
  ['debit note', issueDebitNote, note],
  ['credit note of a cancellation', cancelInvoice, (id) => ({ id, reason: 'Ordered twice' })],
])('a %s is not dated before its invoice', async (_, handler, inputOf) => {
  const { id, stream } = await issuedAhead(1)
  expect(await sendCommand(handler, inputOf(id))).toMatchObject({
    ok: false,
    error: { code: 'CLOCK_DISAGREES', retryable: true },
  })
  expect(await readStream(stream)).toHaveLength(3)
  expect(await sendCommand(handler, inputOf((await issuedAhead(0)).id))).toMatchObject({ ok: true })
})

/** What jest would fake besides `Date`. */
const timers = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
]

test('a document is not issued with a time that was taken before the clock was corrected', async () => {
  const { id } = await issuedAhead(0)
  const { readStream: read } = EventStoreDBClient.prototype
  jest.spyOn(EventStoreDBClient.prototype, 'readStream').mockImplementation(function (
    this: EventStoreDBClient,
    ...asked
  ) {
    jest.restoreAllMocks()
    jest.useRealTimers()
    return read.apply(this, asked)
  })
  jest.useFakeTimers({ now: Date.now() - 120_000, doNotFake: [...timers] })
  expect(await sendCommand(issueCreditNote, note(id))).toMatchObject({
    ok: false,
    error: { code: 'CLOCK_DISAGREES' },
  })
  expect(await sendCommand(issueCreditNote, note(id))).toMatchObject({ ok: true })
})
