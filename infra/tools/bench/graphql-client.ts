import { Agent, request } from 'node:http'

/**
 * Sends a GraphQL operation with one root field and returns the value of that field.
 * @throws Error when the response is not HTTP 200, contains an error or has no data: a measurement must fail
 * then
 */
export type Execute = <Value>(operation: string, variables?: object) => Promise<Value>

export const openAgent = (): Agent => new Agent({ keepAlive: true, maxSockets: 64 })

/**
 * A client that keeps its connections open until `close`. `url` is that of the service, without a path.
 * Clients with one agent share its connections.
 */
export const graphqlClient = (
  url: string,
  token: string,
  agent = openAgent(),
): { execute: Execute; close(): void } => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const execute: Execute = async <Value>(query: string, variables: object = {}) => {
    const body = JSON.stringify({ query, variables })
    const { status, text } = await post(`${url}/graphql`, body, { agent, headers })
    const { data, errors } = parseResponse(text)
    if (status !== 200 || errors?.length || !data)
      throw new Error(`The service responded with HTTP ${status}: ${text.slice(0, 500)}`)
    return Object.values(data)[0] as Value
  }
  return { execute, close: () => agent.destroy() }
}

/** Nothing for a body that is not JSON: without `data` the request fails. */
const parseResponse = (text: string): { data?: Record<string, unknown>; errors?: unknown[] } => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

type PostOptions = { agent: Agent; headers: Record<string, string> }

const post = (
  url: string,
  body: string,
  { agent, headers }: PostOptions,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(body))
    const options = { method: 'POST', agent, headers: { ...headers, 'content-length': length } }
    const outgoing = request(url, options, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
