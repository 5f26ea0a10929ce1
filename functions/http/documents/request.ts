import type { APIGatewayProxyEvent } from 'aws-lambda'
import { type Copy, copies, type Language, languages } from '../../../domain/document/form.ts'
import { mediaType } from '../../../infra/http/headers.ts'
import { invalidInput } from '../../../infra/http/http-error.ts'
import { oneOf, requireKnownParameters } from '../../../infra/http/request.ts'
import { hostRuntime } from '../../../infra/lambda/runtime.ts'
import { isInvoiceId } from '../../contract/inputs/identifiers.ts'
import { notAcceptable } from './document-error.ts'

/** The document that a request asks for: a tax invoice, or one of its notes. */
export type WantedDocument = Readonly<{
  invoiceId: string
  noteId: string | undefined
  lang: Language
  copy: Copy
}>

/**
 * Returns which document the request asks for.
 * @throws HttpError when a part of its address is none of those that are allowed (400), or when it does not
 * accept a PDF (406)
 */
export const wantedDocument = (event: APIGatewayProxyEvent): WantedDocument => {
  requirePdfAccepted(event)
  const { id = '', noteId } = event.pathParameters ?? {}
  if (!isInvoiceId(id)) throw invalidInput('id', 'is not an invoice id: a UUID in lower case')
  if (noteId !== undefined && noteId.length > longestNoteId)
    throw invalidInput('noteId', `is too long: at most ${longestNoteId} characters`)
  const query = requireKnownParameters(event, ['lang', 'copy'])
  return {
    invoiceId: id,
    noteId,
    lang: oneOf('lang', languages, query.lang),
    copy: oneOf('copy', copies, query.copy),
  }
}

const longestNoteId = 64

/**
 * The host sends the bytes to everyone.
 * @throws HttpError when the request does not accept a PDF (406)
 */
export const requirePdfAccepted = ({ headers }: APIGatewayProxyEvent): void => {
  const first = mediaType(headers.accept?.split(',')[0])
  if (hostRuntime() === undefined && first !== 'application/pdf') throw notAcceptable()
}
