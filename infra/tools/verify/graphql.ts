import { type Reply, send } from './request.ts'

/** The GraphQL endpoint for one user. Every request of a run belongs to one trace. */
export type Endpoint = {
  url: string
  token: string
  /** W3C: sampled, so that it is sent whatever the sampling of the service is. */
  traceparent: string
}

/** Sends one GraphQL request. */
export const ask = ({ url, token, traceparent }: Endpoint, query: string, variables = {}): Promise<Reply> =>
  send(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, traceparent },
    body: JSON.stringify({ query, variables }),
  })

/** Returns the value of the only root field; undefined when the reply has an error or no data. */
export const fieldOf = ({ json }: Reply): Record<string, unknown> | undefined => {
  const { data, errors } = (json ?? {}) as { data?: Record<string, unknown> | null; errors?: unknown[] }
  const [value] = Object.values(data ?? {})
  return errors?.length || typeof value !== 'object' || value === null
    ? undefined
    : (value as Record<string, unknown>)
}
