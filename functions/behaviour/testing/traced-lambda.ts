import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Context } from 'aws-lambda'

type Handler = (event: never, context: Context) => Promise<unknown>

export type TracedLambda = {
  /** For AWS_ENDPOINT_URL_LAMBDA. */
  url: string
  /** Invokes a function, which is called from outside with this header X-Amzn-Trace-Id. */
  invoke(key: string, event: unknown, traceHeader: string): Promise<unknown>
  /** The function of a segment, and the span from which it was invoked. */
  segments: Map<string, { key: string; parentId: string | undefined }>
  /** Waits until every asynchronous invocation has ended. */
  settle(): Promise<void>
  stop(): Promise<void>
}

const prefix = 'finance-traced-'
const timeLimitMs = 25_000

/**
 * The endpoint of Lambda over handlers of this process, with active tracing: each invocation gets a segment
 * of its own, below the span that the header of the request names, and finds it in the store of the runtime.
 */
export const startTracedLambda = async (functions: Record<string, Handler>): Promise<TracedLambda> => {
  const headers = new AsyncLocalStorage<string>()
  Object.assign(globalThis, { awslambda: { InvokeStore: { getXRayTraceId: () => headers.getStore() } } })
  const segments: TracedLambda['segments'] = new Map()
  const asynchronous: Promise<unknown>[] = []

  const invoke: TracedLambda['invoke'] = async (key, event, received) => {
    const handler = functions[key]
    if (!handler) throw new Error(`No function ${key}`)
    const segmentId = randomBytes(8).toString('hex')
    const [, parentId] = /Parent=([0-9a-f]{16})/.exec(received) ?? []
    segments.set(segmentId, { key, parentId })
    const [root, ...rest] = received.split(';').filter((part) => !part.startsWith('Parent='))
    const header = [root, `Parent=${segmentId}`, ...rest].join(';')
    const result = await headers.run(header, () => handler(event as never, newContext(key)))
    return JSON.parse(JSON.stringify(result ?? null))
  }

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const event = JSON.parse(await text(request))
    const [, key = ''] = new RegExp(`/functions/${prefix}([a-z-]+)/`).exec(request.url ?? '') ?? []
    const invocation = invoke(key, event, String(request.headers['x-amzn-trace-id']))
    if (request.headers['x-amz-invocation-type'] === 'Event') {
      asynchronous.push(invocation)
      response.writeHead(202).end()
    } else response.end(JSON.stringify(await invocation))
  }
  const server = createServer((request, response) => {
    respond(request, response).catch((error: Error) => {
      const failure = { errorType: error.name, errorMessage: error.message }
      response.setHeader('X-Amz-Function-Error', 'Unhandled').end(JSON.stringify(failure))
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke,
    segments,
    settle: () => settleAll(asynchronous),
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      Object.assign(globalThis, { awslambda: undefined })
    },
  }
}

/** A function may invoke others before it ends. */
const settleAll = async (invocations: readonly Promise<unknown>[]): Promise<void> => {
  for (let settled = 0; settled < invocations.length; ) {
    settled = invocations.length
    await Promise.all(invocations)
  }
}

const newContext = (key: string): Context => {
  const endsAtMs = performance.now() + timeLimitMs
  const remaining = () => Math.max(0, endsAtMs - performance.now())
  return { functionName: prefix + key, getRemainingTimeInMillis: remaining } as Context
}
