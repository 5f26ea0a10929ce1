import { correlationHeader } from '../../../observability/correlation-id.ts'
import type { Manifest } from '../manifest.ts'
import type { GatewayResponse } from '../manifest-schema.ts'
import { synchronousLimitBytes } from '../payload.ts'

export type HttpResponse = {
  status: number
  headers: Record<string, string | string[]>
  body: Buffer | string
}

/** What the gateway answers of itself: status and message for each kind, API Gateway's own but where ours says more. */
const kinds = {
  BAD_REQUEST_BODY: [400, 'The body is not valid UTF-8'],
  DEFAULT_4XX: [400, 'Bad request'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  ACCESS_DENIED: [403, 'User is not authorized to access this resource'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  REQUEST_TOO_LARGE: [413, `The request is larger than ${synchronousLimitBytes} bytes, its headers included`],
  AUTHORIZER_FAILURE: [500, 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'Internal server error'],
  DEFAULT_5XX: [502, 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
} as const satisfies Record<string, readonly [number, string]>

export type Kind = keyof typeof kinds

/**
 * Answers as the manifest's GatewayResponse of this kind says, or the default one of its class, or as API Gateway does when
 * there is none. The correlation id stands for `$context.requestId`, so that body, header and log lines name the same call.
 */
export const gatewayResponses =
  ({ gatewayResponses: declared }: Manifest) =>
  (kind: Kind, correlationId: string): HttpResponse => {
    const [usual, message] = kinds[kind]
    const own = declared.get(kind)
    const response = own ?? declared.get(usual < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX')
    const context: Record<string, string> = {
      '$context.error.messageString': JSON.stringify(message),
      '$context.error.message': message,
      '$context.error.responseType': kind,
      '$context.requestId': correlationId,
    }
    const template =
      response?.ResponseTemplates['application/json'] ?? '{"message":$context.error.messageString}'
    const body = template.replace(/\$context\.[A-Za-z.]+/g, (name) => context[name] ?? '')
    return {
      status: own?.StatusCode ?? usual,
      headers: {
        ...headersOf(response, context),
        'Content-Type': 'application/json',
        [correlationHeader]: correlationId,
      },
      body,
    }
  }

/** `'literal'` in single quotes, or a context variable. */
const headersOf = (
  response: GatewayResponse | undefined,
  context: Record<string, string>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(response?.ResponseParameters ?? {}).flatMap(([target, source]) => {
      const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1]
      const value = /^'(.*)'$/.exec(source)?.[1] ?? context[`$${source}`]
      return name && value !== undefined ? [[name, value]] : []
    }),
  )
