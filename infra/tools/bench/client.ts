import { Agent, request } from 'node:http'

/** Asks the service for one root field over kept connections, and answers its value. Any error fails the run. */
export type Ask = <Value>(query: string, variables?: object) => Promise<Value>

export const clientOf = (url: string, token: string): { ask: Ask; close(): void } => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const ask: Ask = async <Value>(query: string, variables: object = {}) => {
    const { status, text } = await post(`${url}/graphql`, JSON.stringify({ query, variables }), {
      agent,
      headers,
    })
    const { data, errors } = parsed(text)
    if (status !== 200 || errors?.length || !data)
      throw new Error(`The service answered HTTP ${status}: ${text.slice(0, 500)}`)
    return Object.values(data)[0] as Value
  }
  return { ask, close: () => agent.destroy() }
}

const parsed = (text: string): { data?: Record<string, unknown>; errors?: unknown[] } => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

type Sending = { agent: Agent; headers: Record<string, string> }

const post = (
  url: string,
  body: string,
  { agent, headers }: Sending,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => {
          text += chunk
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
        answer.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })

/** Does `work` for 0 to count - 1, so many at a time. The first failure is the whole's. */
export const many = async (
  count: number,
  atOnce: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0
  const lane = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}
