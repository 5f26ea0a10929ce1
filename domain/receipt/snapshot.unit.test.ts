import { expect, test } from '@jest/globals'
import { snapshotOf } from '../event/snapshot.ts'
import { noon } from '../testing/examples.ts'
import { carried, eventsOf, issued, receiptAfter, recording, transfer } from '../testing/receipts.ts'
import { receiptFrom } from './snapshot.ts'

test('a snapshot is the same state again, and the parameters of a refusal remain texts', () => {
  const parts: [string, string][] = [
    ['i-1', '100'],
    ['i-2', '200'],
  ]
  const receipt = receiptAfter(
    ...eventsOf(recording(transfer('500', parts), [issued('i-1'), issued('i-2')])),
    carried('i-1'),
    {
      ...{ type: 'AllocationRefused', paymentId: 'r-1-1-i-2', code: 'OVERPAYMENT', message: 'Too much' },
      params: { amount: '200.00', balance: '1' },
      at: noon,
    },
  )
  expect(receiptFrom(JSON.parse(JSON.stringify(snapshotOf(receipt))))).toEqual(receipt)
})

test.each([[null], ['text'], [[]]])('%j is not a snapshot', (value) => {
  expect(() => receiptFrom(value)).toThrow('Not a snapshot')
})
