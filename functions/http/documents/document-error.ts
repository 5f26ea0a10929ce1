import type { Refusal } from '../../../domain/decision.ts'
import { DocumentTooSlow } from '../../../infra/documents/compiler.ts'
import { QueueFull } from '../../../infra/documents/work-queue.ts'
import { HttpError, tookTooLong, unavailable } from '../../../infra/http/http-error.ts'

/** Also for an invoice of another tenant. */
export const notFound = (id: string): HttpError =>
  new HttpError(404, {
    code: 'NOT_FOUND',
    message: `This tenant has no invoice ${id}`,
    path: 'id',
    params: { id },
  })

/** 409 for a note that has no number yet: the same request succeeds later. */
export const refusedNote = ({ code, message, path, params }: Refusal): HttpError =>
  code === 'NOTE_UNKNOWN'
    ? new HttpError(404, { code, message, path, params })
    : new HttpError(409, { code, message, path, params, retryable: true })

/**
 * API Gateway sends the bytes of a document only to a client that accepts this type first, and base64 to
 * others.
 */
export const notAcceptable = (): HttpError =>
  new HttpError(406, {
    code: 'INVALID_INPUT',
    message: 'Accept: send application/pdf as the first type',
    path: 'Accept',
  })

export const unknownReport = (name: string, known: readonly string[]): HttpError =>
  new HttpError(404, {
    code: 'NOT_FOUND',
    message: `There is no report ${name}; as PDF there are ${known.join(', ')}`,
    path: 'report',
  })

/** `report` is its part of the address, and `unit` what it has too many of. */
export const reportTooLong = (report: string, most: number, unit: 'rows' | 'characters'): HttpError =>
  new HttpError(400, {
    code: 'REPORT_TOO_LARGE',
    message:
      `The report has more than ${most} ${unit}: ask for a shorter period, ` +
      `or download it as CSV from /reports/${report}`,
    path: 'to',
    params: { most, unit },
  })

/** No document of an invoice is that large. */
export const tooManyBytes = (bytes: number, maxBytes: number): HttpError =>
  new HttpError(400, {
    code: 'REPORT_TOO_LARGE',
    message:
      `The PDF has ${bytes} bytes, and a response at most ${maxBytes}: ` +
      'ask for a shorter period, or download the report as CSV',
    params: { bytes, mostBytes: maxBytes },
  })

/**
 * Returns the refusal for an error that means too many documents are wanted at once, or that one took too
 * long, and others as they are.
 */
export const refusedIfTooMany = (error: unknown): unknown => {
  if (error instanceof DocumentTooSlow) return tookTooLong('document')
  return error instanceof QueueFull
    ? unavailable('Too many documents are being made now; try again in a few seconds')
    : error
}
