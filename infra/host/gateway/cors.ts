import type { Cors } from '../manifest.ts'
import type { HttpAnswer } from './gateway-response.ts'
import type { Match } from './routes.ts'

/** The origin to allow: the caller's own where it stands in the comma-separated list, else the list's first, which refuses it. */
export const allowedOrigin = (list: string, origin: string | undefined): string => {
  const allowed = list.split(',').map((item) => item.trim())
  return (origin !== undefined && allowed.includes(origin) ? origin : allowed[0]) ?? ''
}

/** The answer to OPTIONS, or undefined when no method of the resource has `cors:`. */
export const preflight = ({ byMethod }: Match, origin: string | undefined): HttpAnswer | undefined => {
  const declared = [...byMethod].flatMap(([method, { route }]) => (route.cors ? [{ method, cors: route.cors }] : []))
  const [first] = declared
  if (!first) return undefined
  const { cors } = first
  const headers: Record<string, string> = {
    'Access-Control-Allow-Origin': allowedOrigin(cors.origin, origin),
    'Access-Control-Allow-Headers': union(declared.map((entry) => entry.cors.headers)),
    'Access-Control-Allow-Methods': union([['OPTIONS'], declared.map(({ method }) => method)]),
    Vary: 'Origin',
  }
  if (cors.allowCredentials) headers['Access-Control-Allow-Credentials'] = 'true'
  if (cors.maxAge !== undefined) headers['Access-Control-Max-Age'] = String(cors.maxAge)
  return { status: 200, headers, body: '' }
}

/** A gateway answer names the allow-list as configured; a browser wants the one origin that it came from. */
export const withOrigin = (answer: HttpAnswer, cors: Cors | undefined, origin: string | undefined): HttpAnswer => {
  const name = 'Access-Control-Allow-Origin'
  const list = answer.headers[name] ?? cors?.origin
  if (typeof list !== 'string') return answer
  return { ...answer, headers: { ...answer.headers, [name]: allowedOrigin(list, origin), Vary: 'Origin' } }
}

const union = (lists: readonly (readonly string[])[]): string => [...new Set(lists.flat())].join(',')
