import { Agent, request } from 'node:http'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { costlyRequests, type RequestParts, type Target } from './costly-requests.ts'

/**
 * Sends a request again and again, from a thread of its own so that making the requests does not delay the
 * measurement beside it.
 */

export type Load = { url: string; name: string; target: Target; perSecond: number; seconds: number }

/** Starts the load. `stop` ends it and drops the responses that are still missing. */
export const startLoad = (load: Load): { stop(): Promise<void> } => {
  const worker = new Worker(import.meta.filename, { workerData: load, execArgv: [] })
  const failed = new Promise<never>((_, reject) => worker.once('error', reject))
  failed.catch(() => undefined)
  return { stop: async () => void (await Promise.race([worker.terminate(), failed])) }
}

export type Sent = { status: number; code: string | undefined; bytes: number }

/**
 * Sends one request and returns the status and the first error code of its response, which it reads to its
 * end. Status 0 means that the connection ended without a response or that `timeoutMs` had passed.
 */
export const sendRequest = (
  url: string,
  { headers, body }: RequestParts,
  { agent, timeoutMs }: { agent: Agent; timeoutMs: number },
): Promise<Sent> =>
  new Promise((resolve) => {
    const fail = () => resolve({ status: 0, code: undefined, bytes: 0 })
    const length = String(Buffer.byteLength(body))
    const signal = AbortSignal.timeout(timeoutMs)
    const options = { method: 'POST', agent, signal, headers: { ...headers, 'content-length': length } }
    const outgoing = request(`${url}/graphql`, options, (response) => {
      let [start, bytes] = ['', 0]
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (start.length < 20_000) start += chunk.toString('latin1')
      })
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, code: /"code":"(\w+)"/.exec(start)?.[1], bytes })
        // A refusal may come before the whole body was sent.
        if (!outgoing.writableFinished) outgoing.destroy()
      })
      response.on('error', fail)
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })

const timeoutMs = 60_000

const send = ({ url, name, target, perSecond, seconds }: Load): void => {
  const costly = costlyRequests.find((one) => one.name === name)
  if (!costly) throw new Error(`There is no costly request ${name}`)
  const agent = new Agent({ keepAlive: true })
  let sent = 0
  const timer = setInterval(() => {
    // Other indexes than in the measurement before, so that no document is known.
    void sendRequest(url, costly.partsOf(target, 100_000 + sent), { agent, timeoutMs })
    if (++sent >= perSecond * seconds) clearInterval(timer)
  }, 1000 / perSecond)
}

if (parentPort !== null) send(workerData as Load)
