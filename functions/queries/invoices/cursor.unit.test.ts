import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cursorOf, positionOf } from './cursor.ts'
import { type Order, orderNames } from './order.ts'

const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
const filter = { customerId: 'C-1', text: undefined }
const keys: Record<Order, string> = {
  NEWEST: '2026-11-20 06:00:00.123+00',
  OLDEST: '2026-11-20 06:00:00+00',
  DUE_DATE: '2026-12-20',
  GRAND_TOTAL: '11500.00',
}

test.each(orderNames)('a cursor of the order %s contains its position', (order) => {
  const position = { key: keys[order], id }
  expect(positionOf(cursorOf(position, order, filter), order, filter)).toEqual(position)
})

test('a cursor belongs to its order and its filter, whatever the order of the fields', () => {
  const cursor = cursorOf({ key: keys.NEWEST, id }, 'NEWEST', filter)
  expect(positionOf(cursor, 'OLDEST', filter)).toBeUndefined()
  expect(positionOf(cursor, 'NEWEST', {})).toBeUndefined()
  expect(positionOf(cursor, 'NEWEST', { text: undefined, customerId: 'C-1' })).toBeDefined()
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
])('a forged cursor of the order %s with the key %j is rejected', (order, key) => {
  expect(positionOf(cursorOf({ key, id }, order, filter), order, filter)).toBeUndefined()
})

test.each(['', '\0', 'not-a-uuid', id.toUpperCase()])(
  'a forged cursor with the id %j is rejected',
  (forged) => {
    expect(
      positionOf(cursorOf({ key: keys.NEWEST, id: forged }, 'NEWEST', filter), 'NEWEST', filter),
    ).toBeUndefined()
  },
)

test('any other text is rejected without an error', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => Buffer.from(text).toString('base64url')),
      ),
      (sent) => {
        expect(positionOf(sent, 'NEWEST', filter)).toBeUndefined()
      },
    ),
  )
})
