import { expect, test } from '@jest/globals'
import { messageOf } from './message.ts'

test('the message of a stored refusal is that of the catalogue, with its parameters', () => {
  const params = { received: '0.00', refunded: '5520.00' }
  expect(messageOf({ code: 'REVERSAL_BELOW_REFUNDS', params })).toBe(
    'Without this payment, only 0.00 would be received, less than the 5520.00 refunded.',
  )
})

test.each(['LATER_CODE', 'constructor'])(
  'the code %s, which is not in the catalogue, is its own message',
  (code) => {
    expect(messageOf({ code, params: {} })).toBe(code)
  },
)
