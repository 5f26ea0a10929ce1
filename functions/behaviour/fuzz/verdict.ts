import { securityHeaders } from '../../../infra/http/security-headers.ts'

/** A response as it came over the wire. Header names are in lower case. */
export type WireResponse = {
  status: number
  headers: ReadonlyMap<string, readonly string[]>
  body: string
}

const safeId = /^[A-Za-z0-9._:-]{1,128}$/
const internal = 'INTERNAL_SERVER_ERROR'

/**
 * Returns what is wrong with a response, or undefined. Whatever the request was, the response must not be a
 * failure of the server or show anything of its inside. It must be JSON, and have the security headers and a
 * correlation id, which is the same in its header and in each error.
 */
export const faultOf = (response: WireResponse): string | undefined => {
  const { status, headers, body } = response
  if (status >= 500) return `HTTP ${status}: ${body.slice(0, 500)}`
  const ids = headers.get('x-correlation-id') ?? []
  const [id = ''] = ids
  if (ids.length !== 1 || !safeId.test(id)) return `HTTP ${status} without a safe correlation id: ${ids}`
  const absent = Object.keys(securityHeaders).filter((name) => headers.get(name.toLowerCase())?.length !== 1)
  if (absent.length > 0) return `HTTP ${status} without the header ${absent}`
  if (isPage(response) || body === '') return undefined
  const [inside] = insideOfServer.exec(body) ?? []
  if (inside !== undefined) return `HTTP ${status} shows the inside of the server: ${inside}`
  const parsed = parse(body)
  if (parsed === undefined) return `HTTP ${status} whose body is not JSON: ${body.slice(0, 500)}`
  return faultOfBody(parsed, id)
}

/** A line of a stack, a path, an error of a store or an address of one. No request contains such a text. */
const insideOfServer =
  /\n +at \S+ \(|node_modules|file:\/\/|\.ts:\d+|PostgresError|ECONN[A-Z]+|esdb:\/\/|finance_(reader|writer|auth)/

type Body = {
  errors?: { extensions?: { code?: unknown; correlationId?: unknown } }[]
  correlationId?: unknown
}

const faultOfBody = (body: Body, id: string): string | undefined => {
  const errors = Array.isArray(body.errors) ? body.errors : []
  const masked = errors.find(({ extensions }) => extensions?.code === internal)
  if (masked) return `An unexpected error: ${JSON.stringify(masked).slice(0, 500)}`
  const ids = [body.correlationId, ...errors.map(({ extensions }) => extensions?.correlationId)]
  const other = ids.find((one) => one !== undefined && one !== id)
  return other === undefined ? undefined : `Correlation id ${id} in the header, ${other} in the body`
}

/** GraphiQL. */
const isPage = ({ status, headers }: WireResponse): boolean =>
  status === 200 && headers.get('content-type')?.[0]?.startsWith('text/html') === true

const parse = (body: string): Body | undefined => {
  try {
    const parsed: unknown = JSON.parse(body)
    return parsed !== null && typeof parsed === 'object' ? parsed : undefined
  } catch {
    return undefined
  }
}
