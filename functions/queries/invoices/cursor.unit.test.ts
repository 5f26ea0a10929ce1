import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cursorOf, placeOf } from './cursor.ts'
import { type Order, orderNames } from './order.ts'

const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
const filter = { customerId: 'C-1', text: undefined }
const keys: Record<Order, string> = {
  NEWEST: '2026-11-20 06:00:00.123+00',
  OLDEST: '2026-11-20 06:00:00+00',
  DUE_DATE: '2026-12-20',
  GRAND_TOTAL: '11500.00',
}

test.each(orderNames)('a place in the order %s comes back from its cursor', (order) => {
  const place = { key: keys[order], id }
  expect(placeOf(cursorOf(place, order, filter), order, filter)).toEqual(place)
})

test('a cursor belongs to its order and to its filter, however that is written', () => {
  const cursor = cursorOf({ key: keys.NEWEST, id }, 'NEWEST', filter)
  expect(placeOf(cursor, 'OLDEST', filter)).toBeUndefined()
  expect(placeOf(cursor, 'NEWEST', {})).toBeUndefined()
  expect(placeOf(cursor, 'NEWEST', { text: undefined, customerId: 'C-1' })).toBeDefined()
})

test.each<[Order, string]>([
  ...[
    'abc',
    '',
    'now',
    'infinity',
    '2026-11-20',
    '2026-13-20 06:00:00+00',
    '2026-02-31 06:00:00+00',
    '0000-01-01 00:00:00+00',
    '\0',
  ].map((key): [Order, string] => ['NEWEST', key]),
  ...['2025-02-30', 'yesterday'].map((key): [Order, string] => ['DUE_DATE', key]),
  ...['NaN', '1e200000', '9'.repeat(500), '1.5'].map((key): [Order, string] => ['GRAND_TOTAL', key]),
])('a forged cursor of the order %s with the key %j is none', (order, key) => {
  expect(placeOf(cursorOf({ key, id }, order, filter), order, filter)).toBeUndefined()
})

test.each(['', '\0', 'not-a-uuid', id.toUpperCase()])('a forged cursor with the id %j is none', (forged) => {
  expect(
    placeOf(cursorOf({ key: keys.NEWEST, id: forged }, 'NEWEST', filter), 'NEWEST', filter),
  ).toBeUndefined()
})

test('whatever is sent as a cursor, none of it throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => Buffer.from(text).toString('base64url')),
      ),
      (sent) => {
        expect(placeOf(sent, 'NEWEST', filter)).toBeUndefined()
      },
    ),
  )
})
