import { refused } from '../../domain/decision.ts'
import type { Answer } from '../../infra/lambda/envelope.ts'
import { failed } from '../../infra/lambda/failure.ts'
import { failWith } from '../contract/views/refusal.ts'

export { failWith as refusal }

export const invoiceNotFound = (id: string, path: string): Answer<never> =>
  failed({ code: 'NOT_FOUND', message: `This tenant has no invoice ${id}`, path, params: { id } })

export const tenantUnknown = (): Answer<never> => failWith(refused('TENANT_UNKNOWN', {}).refusal)

export const keyReused = (key: string | undefined): Answer<never> =>
  failed({
    code: 'IDEMPOTENCY_KEY_REUSED',
    message: `The idempotency key ${key} stands for the same command with other input; choose a new key`,
    path: 'idempotencyKey',
    params: { key },
  })

export const otherRevision = (expected: number, actual: number): Answer<never> =>
  failed({
    code: 'CONFLICT',
    message: `The expected revision ${expected} is not the current one, ${actual}; read again and decide afresh`,
    path: 'expectedRevision',
    params: { expected, actual },
  })

/** Others kept changing the same thing; asking again is worth it. */
export const contended = (): Answer<never> =>
  failed({
    code: 'CONFLICT',
    message: 'Others changed this at the same time, several times over; try again',
    retryable: true,
  })
