import { expect, test } from '@jest/globals'
import { approving, creating, noon, numbering } from '../testing/examples.ts'
import { history } from '../testing/scenario.ts'
import { happenedAt, invoiceEvents } from './events.ts'

test('each event type is declared once', () => {
  const types = invoiceEvents.map(({ type }) => type)
  expect(new Set(types).size).toBe(types.length)
})

test('an event happened at its own time, a legal number at its time of issue', () => {
  const later = '2024-10-16T06:00:00Z'
  expect(history(creating(), approving({ at: later }), numbering(1, later)).map(happenedAt)).toEqual([
    noon,
    later,
    later,
  ])
})
