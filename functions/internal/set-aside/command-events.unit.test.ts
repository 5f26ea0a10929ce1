import { expect, test } from '@jest/globals'
import type { RecordedEvent } from '../../../infra/event-store/read-recorded.ts'
import { eventsOfCommand } from './command-events.ts'

/** Events of these types, which one command has caused in one request. */
const caused = (...types: string[]): RecordedEvent[] =>
  types.map((type, revision) => ({
    ...{ id: `e-${revision}`, type, stream: 'receipt-acme_1', revision, created: '', data: {}, isJson: true },
    metadata: { commandId: 'command-1', causationId: 'request-1' },
  }))

test('what a command has appended together belongs together', () => {
  const events = caused('CreditNoteIssued', 'InvoiceCancelled')

  for (const { revision } of events) expect(eventsOfCommand(events, revision)).toEqual(events)
})

test('a refusal does not, because the command was sent again after it, with the same request id', () => {
  const events = caused('CommandRefused', 'CommandRefused', 'ReceiptAllocated')

  expect(eventsOfCommand(events, 2)).toEqual(events.slice(2))
})
