import { expect, test } from '@jest/globals'
import { DocumentTooSlow } from '../../../infra/documents/compiler.ts'
import { QueueFull } from '../../../infra/documents/work-queue.ts'
import { refusedIfTooMany } from './document-error.ts'

test('a full queue is a refusal that may be tried again, and another error stays what it is', () => {
  expect(refusedIfTooMany(new QueueFull('100 others wait'))).toMatchObject({
    status: 503,
    details: {
      code: 'STORE_UNAVAILABLE',
      retryable: true,
      message: expect.stringContaining('Too many documents'),
    },
  })
  expect(refusedIfTooMany(new DocumentTooSlow(25_000))).toMatchObject({
    status: 503,
    details: { code: 'STORE_UNAVAILABLE', retryable: true },
  })
  const other = new Error('other')
  expect(refusedIfTooMany(other)).toBe(other)
})
