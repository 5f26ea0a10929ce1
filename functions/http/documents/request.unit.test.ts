import { describe, expect, test } from '@jest/globals'
import type { APIGatewayProxyEvent, Context } from 'aws-lambda'
import { handler } from './handler.ts'
import { wantedDocument } from './request.ts'

const id = '0b1e2d3c-4f5a-4678-9abc-def012345678'

/** As API Gateway sends it: without the host, which sends a PDF to every client. */
const event = (changes: Partial<APIGatewayProxyEvent> = {}): APIGatewayProxyEvent =>
  ({
    httpMethod: 'GET',
    resource: '/documents/invoices/{id}',
    headers: { accept: 'application/pdf' },
    multiValueHeaders: null,
    pathParameters: { id },
    multiValueQueryStringParameters: null,
    requestContext: { requestId: 'request-1', authorizer: null },
    ...changes,
  }) as unknown as APIGatewayProxyEvent

const query = (multiValueQueryStringParameters: Record<string, string[]>) =>
  event({ multiValueQueryStringParameters })

describe('the document that a request wants', () => {
  test('is the first copy in Bangla, unless the address says another', () => {
    expect(wantedDocument(event())).toEqual({ invoiceId: id, noteId: undefined, lang: 'bn', copy: '1' })
    expect(wantedDocument(query({ lang: ['en'], copy: ['duplicate'] }))).toMatchObject({
      lang: 'en',
      copy: 'duplicate',
    })
  })

  test.each([
    ['application/pdf', undefined],
    ['Application/PDF; q=0.9, */*', undefined],
    ['*/*', 406],
    ['text/html, application/pdf', 406],
    [undefined, 406],
  ])('on AWS must be accepted as the first type: %s', (accept, status) => {
    let thrown: { status?: number } | undefined
    try {
      wantedDocument(event({ headers: accept === undefined ? {} : { accept } }))
    } catch (error) {
      thrown = error as { status?: number }
    }
    expect(thrown?.status).toBe(status)
  })

  test.each([
    ['another language', query({ lang: ['fr'] }), 'lang: give one of bn, en'],
    ['two copies', query({ copy: ['1', '2'] }), 'copy: give one of 1, 2, duplicate'],
    ['an empty value', query({ copy: [''] }), 'copy: give one of'],
    ['another parameter', query({ pages: ['1'] }), 'pages: is not known; lang and copy are'],
    ['an id that is none', event({ pathParameters: { id: 'INV-1' } }), 'id: is not an invoice id'],
  ])('%s is refused with what is allowed', (_, wrong, message) => {
    expect(() => wantedDocument(wrong)).toThrow(message)
  })
})

const errorOf = async (changes: Partial<APIGatewayProxyEvent>) => {
  const { statusCode, body } = await handler(event(changes), {} as Context)
  return [statusCode, JSON.parse(body).errors[0].extensions.code]
}

const authorizer = (permissions: string, expiresAt = String(Math.floor(Date.now() / 1000) + 60)) => ({
  requestContext: {
    requestId: 'request-1',
    authorizer: { tenantId: 'acme', userId: 'u-1', role: 'x', permissions, expiresAt },
  } as unknown as APIGatewayProxyEvent['requestContext'],
})

test('a caller without a token, with an old one or without invoice:read gets nothing', async () => {
  expect(await errorOf({})).toEqual([401, 'UNAUTHENTICATED'])
  expect(await errorOf(authorizer('invoice:read', '1'))).toEqual([401, 'UNAUTHENTICATED'])
  expect(await errorOf(authorizer('tenant:manage'))).toEqual([403, 'FORBIDDEN'])
  const headers = { accept: 'application/pdf', 'X-Tenant-ID': 'bengal' }
  expect(await errorOf({ ...authorizer('invoice:read'), headers })).toEqual([403, 'TENANT_MISMATCH'])
})
