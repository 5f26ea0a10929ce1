import type { Refusal } from '../../../domain/decision.ts'

type Details = {
  code: string
  message: string
  path?: string | undefined
  params?: Readonly<Record<string, unknown>>
  retryable?: boolean
}

/** Refuses a request: its HTTP status and an error of the contract. */
export class DocumentError extends Error {
  readonly status: number
  readonly details: Details

  constructor(status: number, details: Details) {
    super(details.message)
    this.name = 'DocumentError'
    this.status = status
    this.details = details
  }
}

export const invalidInput = (path: string, message: string): DocumentError =>
  new DocumentError(400, { code: 'INVALID_INPUT', message: `${path}: ${message}`, path })

export const unauthenticated = (): DocumentError =>
  new DocumentError(401, {
    code: 'UNAUTHENTICATED',
    message: 'Send a valid token in the header Authorization: Bearer <token>',
  })

export const forbidden = (permission: string): DocumentError =>
  new DocumentError(403, {
    code: 'FORBIDDEN',
    message: `A document needs ${permission}`,
    params: { operation: 'invoice', permission },
  })

export const otherTenant = (tenantId: string): DocumentError =>
  new DocumentError(403, {
    code: 'TENANT_MISMATCH',
    message: `X-Tenant-ID: the token is for ${tenantId || 'no tenant'}`,
    path: 'X-Tenant-ID',
  })

/** Also for an invoice of another tenant. */
export const notFound = (id: string): DocumentError =>
  new DocumentError(404, {
    code: 'NOT_FOUND',
    message: `This tenant has no invoice ${id}`,
    path: 'id',
    params: { id },
  })

/** 409 for a note that has no number yet: the same request succeeds later. */
export const refusedNote = ({ code, message, path, params }: Refusal): DocumentError =>
  code === 'NOTE_UNKNOWN'
    ? new DocumentError(404, { code, message, path, params })
    : new DocumentError(409, { code, message, path, params, retryable: true })

/**
 * API Gateway sends the bytes of a document only to a client that accepts this type first, and base64 to
 * others.
 */
export const notAcceptable = (): DocumentError =>
  new DocumentError(406, {
    code: 'INVALID_INPUT',
    message: 'Accept: send application/pdf as the first type',
    path: 'Accept',
  })

export const unavailable = (): DocumentError =>
  new DocumentError(503, {
    code: 'STORE_UNAVAILABLE',
    message: 'A store is not available now, or the document took too long; try again',
    retryable: true,
  })
