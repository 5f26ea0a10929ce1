import type { Readable } from 'node:stream'
import { correlationHeader } from '../../../http/headers.ts'
import { synchronousLimitBytes } from '../../../lambda/payload.ts'
import type { Manifest } from '../manifest.ts'
import type { GatewayResponse } from '../manifest-schema.ts'
import { smallBodyBytes } from './request-body.ts'

export type HttpResponse = {
  status: number
  headers: Record<string, string | string[]>
  body: Buffer | string | Readable
}

/** A response of the gateway itself. */
export type OwnResponse = HttpResponse & { body: string }

/**
 * Status and message of each response of the gateway itself, as in API Gateway unless a message says more
 * here.
 */
const defaults = {
  BAD_REQUEST_BODY: [400, 'The body is not valid UTF-8'],
  BAD_REQUEST: [400, 'This is not a request of HTTP/1.1'],
  DEFAULT_4XX: [400, 'Bad request'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  ACCESS_DENIED: [403, 'User is not authorized to access this resource'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  METHOD_NOT_ALLOWED: [405, 'This path does not accept the method; the header Allow names those it accepts'],
  REQUEST_TIMEOUT: [408, 'The request did not arrive in time'],
  REQUEST_TOO_LARGE: [
    413,
    `The request is larger than ${synchronousLimitBytes} bytes, including its headers`,
  ],
  // API Gateway has no such limit: there the function refuses the body.
  BODY_WITHOUT_TOKEN_TOO_LARGE: [413, `A body without a token has at most ${smallBodyBytes} bytes`],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Content-Encoding: send the body uncompressed'],
  THROTTLED: [429, 'Too many requests: wait, then send the request again'],
  QUOTA_EXCEEDED: [429, 'The requests of this month are used up'],
  HEADERS_TOO_LARGE: [431, 'The headers are too large'],
  AUTHORIZER_FAILURE: [500, 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'Internal server error'],
  DEFAULT_5XX: [502, 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
} as const satisfies Record<string, readonly [number, string]>

export type ResponseType = keyof typeof defaults

export const responseTypes = Object.keys(defaults) as ResponseType[]

/**
 * Returns a function that builds the gateway's own responses: by the GatewayResponse of the type in the
 * manifest, or the default one of its class, or as API Gateway does without either. The correlation id
 * replaces `$context.requestId`, so that body, header and log lines name the same request.
 */
export const gatewayResponses =
  ({ gatewayResponses: declared }: Manifest) =>
  (type: ResponseType, correlationId: string): OwnResponse => {
    const [defaultStatus, message] = defaults[type]
    const own = declared.get(type)
    const response = own ?? declared.get(defaultStatus < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX')
    const context = new Map([
      ['context.error.message', message],
      ['context.error.responseType', type],
      ['context.requestId', correlationId],
    ])
    const template =
      response?.ResponseTemplates['application/json'] ?? '{"message":$context.error.messageString}'
    return {
      status: own?.StatusCode ?? defaultStatus,
      headers: {
        ...headersOf(response, context),
        'Content-Type': 'application/json',
        [correlationHeader]: correlationId,
      },
      body: fillTemplate(template, context),
    }
  }

/**
 * Replaces the variables of a JSON template. A value is escaped as in a JSON string, so that the body is
 * valid JSON and has the members of its template whatever the value is. `messageString` is the message in
 * quotes.
 */
const fillTemplate = (template: string, context: ReadonlyMap<string, string>): string =>
  template.replace(/\$(context(?:\.[A-Za-z]+)+)/g, (_, name: string) => {
    if (name === 'context.error.messageString') return JSON.stringify(context.get('context.error.message'))
    return JSON.stringify(context.get(name) ?? '').slice(1, -1)
  })

/** Returns the headers of a GatewayResponse. A value is a literal in single quotes or a context variable. */
const headersOf = (
  response: GatewayResponse | undefined,
  context: ReadonlyMap<string, string>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(response?.ResponseParameters ?? {}).flatMap(([target, source]) => {
      const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1]
      const value = /^'(.*)'$/.exec(source)?.[1] ?? context.get(source)
      return name && value !== undefined ? [[name, value]] : []
    }),
  )
