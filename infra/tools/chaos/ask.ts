/** What the response to an attempt says. */
export type Answer =
  | { kind: 'done'; value: Value }
  | { kind: 'refused'; code: string }
  /** The command may have been carried out or not, and the client has to ask again. */
  | { kind: 'unknown'; why: string }
  /** An answer that the service should never give. */
  | { kind: 'defect'; what: string }

export type Value = {
  id: string
  revision: number
  mushakNumber?: string | null
  lineItems?: { id: string }[]
}

export type Attempt = {
  url: string
  token: string
  /** Idempotency key and correlation id. */
  name: string
  operation: string
  variables: object
  timeoutMs: number
}

/** Sends a mutation once. */
export const ask = async (attempt: Attempt): Promise<Answer> => {
  const { url, token, name, operation, variables, timeoutMs } = attempt
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'x-correlation-id': name,
      },
      body: JSON.stringify({ query: operation, variables: { ...variables, key: name } }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return answerOf(response.status, await response.text())
  } catch (error) {
    return { kind: 'unknown', why: nameOf(error) }
  }
}

const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name
}

type Body = {
  data?: Record<string, Value | null> | null
  errors?: { message: string; extensions?: { code?: string; retryable?: boolean } }[]
}

/** With a clock that was moved a host takes a token for one that is not valid yet, or no more. */
const passing = ['UNAUTHENTICATED']

const answerOf = (status: number, text: string): Answer => {
  const body = parse(text)
  const [error] = body?.errors ?? []
  const { code = `HTTP ${status}`, retryable } = error?.extensions ?? {}
  if (error) {
    if (retryable === true || passing.includes(code)) return { kind: 'unknown', why: code }
    if (code === 'INTERNAL_SERVER_ERROR' || code === 'STREAM_DAMAGED' || code.startsWith('EVENT_'))
      return { kind: 'defect', what: `${code}: ${error.message}` }
    return { kind: 'refused', code }
  }
  const [value] = Object.values(body?.data ?? {})
  if (status === 200 && value) return { kind: 'done', value }
  return status >= 500
    ? { kind: 'unknown', why: `HTTP ${status}` }
    : { kind: 'defect', what: `HTTP ${status}: ${text.slice(0, 200)}` }
}

const parse = (text: string): Body | undefined => {
  try {
    return JSON.parse(text) as Body
  } catch {
    return undefined
  }
}
