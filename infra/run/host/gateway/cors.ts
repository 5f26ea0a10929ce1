import { allowedOrigin } from '../../../config/allowed-origin.ts'
import { securityHeaders } from '../../../http/security-headers.ts'
import type { Manifest } from '../manifest.ts'
import type { Cors } from '../manifest-schema.ts'
import type { HttpResponse } from './gateway-response.ts'
import type { Match } from './routes.ts'

const allowOrigin = 'Access-Control-Allow-Origin'

/** Returns the response to OPTIONS, or undefined when no method of the resource has `cors:`. */
export const preflight = ({ byMethod }: Match, origin: string | undefined): HttpResponse | undefined => {
  const declared = [...byMethod].flatMap(([method, { route }]) =>
    route.cors ? [{ method, cors: route.cors }] : [],
  )
  const [first] = declared
  if (!first) return undefined
  const { cors } = first
  const headers: Record<string, string> = {
    ...securityHeaders,
    [allowOrigin]: originFrom(cors.origin, origin),
    'Access-Control-Allow-Headers': union(declared.map((entry) => entry.cors.headers)),
    'Access-Control-Allow-Methods': union([['OPTIONS'], declared.map(({ method }) => method)]),
    Vary: 'Origin',
  }
  if (cors.allowCredentials) headers['Access-Control-Allow-Credentials'] = 'true'
  if (cors.maxAge !== undefined) headers['Access-Control-Max-Age'] = String(cors.maxAge)
  return { status: 200, headers, body: '' }
}

/**
 * Creates the function that allows the origin of the browser in a response of the gateway itself. The
 * manifest's own response names one origin for all callers. Where no route is known, as for an unknown path,
 * the first route with `cors:` decides: otherwise a browser could not read the error.
 */
export const createOriginPolicy = ({ functions }: Manifest) => {
  const routes = [...functions.values()].flatMap((declaration) => declaration.routes)
  const general = routes.find(({ cors }) => cors !== undefined)?.cors

  return (response: HttpResponse, cors: Cors | undefined, origin: string | undefined): HttpResponse => {
    const list = (cors ?? general)?.origin ?? response.headers[allowOrigin]
    if (typeof list !== 'string') return response
    return {
      ...response,
      headers: { ...response.headers, [allowOrigin]: originFrom(list, origin), Vary: 'Origin' },
    }
  }
}

/**
 * Returns the origin if the list allows it, otherwise the first of the list, as API Gateway does; the browser
 * then blocks the response.
 */
const originFrom = (list: string, origin: string | undefined): string =>
  allowedOrigin(list, origin) ?? (list.split(',')[0] ?? '').trim()

const union = (lists: readonly (readonly string[])[]): string => [...new Set(lists.flat())].join(',')
