import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { documentKeys } from '../../../infra/document-proof/key-set.ts'
import { correlationId, withLowerCaseHeaders } from '../../../infra/http/headers.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import { withLogFields } from '../../../infra/observability/log.ts'
import { failure, notFound, response } from './http-response.ts'
import { verifyPage } from './page.ts'

/** Not `path`: the gateway accepts /verify/ too. */
const isPage = ({ resource }: APIGatewayProxyEvent): boolean => resource === '/verify'

/** Any page may read the keys: they are public, and the request says nothing about a document. */
const readersOf = (event: APIGatewayProxyEvent): Record<string, string> =>
  isPage(event) ? {} : { 'Access-Control-Allow-Origin': '*' }

const respond = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const keys = await documentKeys()
  if (keys.keys.length === 0) throw notFound()
  if (!isPage(event))
    return response(event, {
      type: 'application/json',
      body: JSON.stringify(keys),
      headers: readersOf(event),
    })
  const { html, policy } = verifyPage()
  return response(event, {
    type: 'text/html',
    body: html,
    headers: { 'Content-Security-Policy': policy },
  })
}

const run = (received: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const event = withLowerCaseHeaders(received)
  return withLogFields({ correlationId: correlationId(event) }, () =>
    respond(event).catch((error: unknown) => failure(event, error, readersOf(event))),
  )
}

/**
 * `GET /documents/keys` returns the public keys whose documents are genuine, as a JSON Web Key Set, and
 * `GET /verify` a page that checks the text of a document in the browser. Both are public, have nothing of a
 * tenant, and are 404 where no key is configured.
 */
export const handler = metered('document-proof', run, () => ({ tenantId: '' }))
