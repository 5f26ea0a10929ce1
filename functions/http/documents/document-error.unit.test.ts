import { expect, test } from '@jest/globals'
import { refused } from '../../../domain/decision.ts'
import { DocumentTooSlow } from '../../../infra/documents/compiler.ts'
import { QueueFull } from '../../../infra/documents/work-queue.ts'
import { refusedIfTooMany, refusedNote } from './document-error.ts'

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

test('a note without its number may be asked for again, and an unknown one may not', () => {
  expect(refusedNote(refused('NOTE_NOT_NUMBERED', { noteId: 'n-1' }, 'noteId').refusal)).toMatchObject({
    status: 409,
    details: { code: 'NOTE_NOT_NUMBERED', retryable: true },
  })
  const unknown = refusedNote(refused('NOTE_UNKNOWN', { noteId: 'n-1' }, 'noteId').refusal)
  expect(unknown).toMatchObject({ status: 404, details: { code: 'NOTE_UNKNOWN' } })
  expect(unknown.details.retryable).not.toBe(true)
})
