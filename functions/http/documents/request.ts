import type { APIGatewayProxyEvent } from 'aws-lambda'
import { type Copy, copies, type Language, languages } from '../../../domain/document/form.ts'
import { callerOf, type TokenCaller } from '../../../infra/auth/authorizer-context.ts'
import { logRefusal } from '../../../infra/auth/log-refusal.ts'
import { logRejection } from '../../../infra/auth/log-rejection.ts'
import { missingPermission } from '../../../infra/auth/permissions.ts'
import {
  combinedValue,
  correlationHeader,
  headerValues,
  mediaType,
  plainRecord,
  safeCorrelationId,
} from '../../../infra/http/headers.ts'
import { hostRuntime } from '../../../infra/lambda/runtime.ts'
import { shorten } from '../../../infra/observability/shorten.ts'
import { isInvoiceId } from '../../contract/inputs/identifiers.ts'
import { forbidden, invalidInput, notAcceptable, otherTenant, unauthenticated } from './document-error.ts'

/** The document that a request asks for: a tax invoice, or one of its notes. */
export type WantedDocument = Readonly<{
  invoiceId: string
  noteId: string | undefined
  lang: Language
  copy: Copy
}>

/** The event with its header names in lower case, and all different values of a header in one text. */
export const withLowerCaseHeaders = (event: APIGatewayProxyEvent): APIGatewayProxyEvent => {
  const values = headerValues(event)
  const headers = plainRecord([...values.keys()].map((name) => [name, combinedValue(values, name) ?? '']))
  return { ...event, headers }
}

/** The caller's correlation id if it is safe, else the gateway's id of the request. */
export const correlationId = ({ headers, requestContext }: APIGatewayProxyEvent): string =>
  safeCorrelationId(headers[correlationHeader.toLowerCase()]) ?? requestContext.requestId

/**
 * Returns who asks, if they may read invoices.
 * @throws DocumentError without a valid token (401), and when its user may not read invoices or X-Tenant-ID
 * names another tenant (403)
 */
export const requireReader = ({ headers, requestContext }: APIGatewayProxyEvent): TokenCaller => {
  const caller = callerOf(requestContext.authorizer)
  if (caller === undefined) {
    // The authorizer accepted the token up to a minute ago, so it has not logged this.
    if (requestContext.authorizer) logRejection('Token rejected', 'expired')
    throw unauthenticated()
  }
  const { tenantId, actor } = caller
  const named = headers['x-tenant-id']
  if (named !== undefined && named !== tenantId) {
    const permission = `a token of the tenant ${shorten(named, 60)}`
    logRefusal({ tenantId, actor, operation: 'X-Tenant-ID', permission })
    throw otherTenant(tenantId)
  }
  const permission = missingPermission('invoice', caller)
  if (permission === undefined) return caller
  logRefusal({ tenantId, actor, operation: 'document', permission })
  throw forbidden(permission)
}

/**
 * Returns which document the request asks for.
 * @throws DocumentError when a part of its address is none of those that are allowed (400), or when it does
 * not accept a PDF (406)
 */
export const wantedDocument = (event: APIGatewayProxyEvent): WantedDocument => {
  requirePdfAccepted(event)
  const { id = '', noteId } = event.pathParameters ?? {}
  if (!isInvoiceId(id)) throw invalidInput('id', 'is not an invoice id: a UUID in lower case')
  if (noteId !== undefined && noteId.length > longestNoteId)
    throw invalidInput('noteId', `is too long: at most ${longestNoteId} characters`)
  const query = event.multiValueQueryStringParameters ?? {}
  for (const name of Object.keys(query))
    if (name !== 'lang' && name !== 'copy')
      throw invalidInput(shorten(name, 60), 'is not known; lang and copy are')
  return {
    invoiceId: id,
    noteId,
    lang: oneOf('lang', languages, query.lang),
    copy: oneOf('copy', copies, query.copy),
  }
}

const longestNoteId = 64

/** Without a value the first choice counts. */
const oneOf = <Choice extends string>(
  name: string,
  choices: readonly [Choice, ...Choice[]],
  values: readonly string[] | undefined,
): Choice => {
  if (values === undefined) return choices[0]
  const chosen = choices.find((choice) => values.length === 1 && values[0] === choice)
  if (chosen === undefined) throw invalidInput(name, `give one of ${choices.join(', ')}`)
  return chosen
}

/** The host sends the bytes to everyone. */
const requirePdfAccepted = ({ headers }: APIGatewayProxyEvent): void => {
  const first = mediaType(headers.accept?.split(',')[0])
  if (hostRuntime() === undefined && first !== 'application/pdf') throw notAcceptable()
}
