import { allowedOrigin } from '../../../config/allowed-origin.ts'
import type { Cors } from '../manifest-schema.ts'
import type { HttpResponse } from './gateway-response.ts'
import type { Match } from './routes.ts'

/** Whom the list does not allow is told its first origin, as API Gateway does: a browser refuses itself then. */
const answeredOrigin = (list: string, origin: string | undefined): string =>
  allowedOrigin(list, origin) ?? (list.split(',')[0] ?? '').trim()

/** The answer to OPTIONS, or undefined when no method of the resource has `cors:`. */
export const preflight = ({ byMethod }: Match, origin: string | undefined): HttpResponse | undefined => {
  const declared = [...byMethod].flatMap(([method, { route }]) =>
    route.cors ? [{ method, cors: route.cors }] : [],
  )
  const [first] = declared
  if (!first) return undefined
  const { cors } = first
  const headers: Record<string, string> = {
    'Access-Control-Allow-Origin': answeredOrigin(cors.origin, origin),
    'Access-Control-Allow-Headers': union(declared.map((entry) => entry.cors.headers)),
    'Access-Control-Allow-Methods': union([['OPTIONS'], declared.map(({ method }) => method)]),
    Vary: 'Origin',
  }
  if (cors.allowCredentials) headers['Access-Control-Allow-Credentials'] = 'true'
  if (cors.maxAge !== undefined) headers['Access-Control-Max-Age'] = String(cors.maxAge)
  return { status: 200, headers, body: '' }
}

/** An answer of the gateway itself names one origin for all; where the route has a list, a browser is told the one that it came from. */
export const withOrigin = (
  answer: HttpResponse,
  cors: Cors | undefined,
  origin: string | undefined,
): HttpResponse => {
  const name = 'Access-Control-Allow-Origin'
  const list = cors?.origin ?? answer.headers[name]
  if (typeof list !== 'string') return answer
  return { ...answer, headers: { ...answer.headers, [name]: answeredOrigin(list, origin), Vary: 'Origin' } }
}

const union = (lists: readonly (readonly string[])[]): string => [...new Set(lists.flat())].join(',')
