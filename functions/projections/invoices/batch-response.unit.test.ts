import { expect, test } from '@jest/globals'
import { batchResponse } from './batch-response.ts'

test('nothing left to do commits the whole batch', () => {
  expect(batchResponse([])).toEqual({ batchItemFailures: [] })
})

test('each partition goes on from its first record that is not done', () => {
  const places = [
    { partition: 't-0', offset: 9 },
    { partition: 't-1', offset: 4 },
    { partition: 't-0', offset: 7 },
  ]
  expect(batchResponse(places)).toEqual({
    batchItemFailures: [
      { itemIdentifier: { partition: 't-0', offset: 7 } },
      { itemIdentifier: { partition: 't-1', offset: 4 } },
    ],
  })
})
