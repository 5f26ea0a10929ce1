import { refused } from '../../domain/decision.ts'
import { failed } from '../../infra/lambda/failure.ts'
import { failWith } from '../contract/views/answer.ts'

/** The answers of commands that end before their append. */

export type Failed = ReturnType<typeof failed>

export const invoiceNotFound = (id: string, path: string): Failed =>
  failed({ code: 'NOT_FOUND', message: `This tenant has no invoice ${id}`, path, params: { id } })

export const receiptNotFound = (id: string): Failed =>
  failed({
    code: 'NOT_FOUND',
    message: `This tenant has no receipt ${id}`,
    path: 'receiptId',
    params: { id },
  })

export const tenantUnknown = (): Failed => failWith(refused('TENANT_UNKNOWN', {}).refusal)

export const keyReused = (key: string | undefined): Failed =>
  failed({
    code: 'IDEMPOTENCY_KEY_REUSED',
    message: `The idempotency key ${key} was used for the same command with other input; use a new key`,
    path: 'idempotencyKey',
    params: { key },
  })

export const otherRevision = (expected: number, actual: number): Failed =>
  failed({
    code: 'CONFLICT',
    message:
      `The expected revision ${expected} is not the current revision ${actual}; ` +
      'read again and decide again',
    path: 'expectedRevision',
    params: { expected, actual },
  })

/** Other commands appended to the same stream before every attempt. A retry is likely to succeed. */
export const contended = (): Failed =>
  failed({
    code: 'CONFLICT',
    message: 'Other commands made changes at the same time, several times in a row; try again',
    retryable: true,
  })

/** Another attempt of the command was refused after this one had begun, and its client knows that. */
export const refusedMeanwhile = (): Failed =>
  failed({
    code: 'CONFLICT',
    message:
      'Another attempt of this command was refused at the same time; send it again to decide it afresh',
    retryable: true,
  })
