import { expect, test } from '@jest/globals'
import { approving, creating, noon, numbering } from '../testing/examples.ts'
import { history } from '../testing/scenario.ts'
import { happenedAt, invoiceEvents } from './events.ts'

test('each event type is declared once', () => {
  const types = invoiceEvents.map(({ type }) => type)
  expect(new Set(types).size).toBe(types.length)
})

test('the time of an event is its `at`; that of a legal number is its time of issue', () => {
  const later = '2024-10-16T06:00:00Z'
  expect(history(creating(), approving({ at: later }), numbering(1, later)).map(happenedAt)).toEqual([
    noon,
    later,
    later,
  ])
})
