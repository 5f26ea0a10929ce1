import type { Writable } from 'node:stream'
import type { Context } from 'aws-lambda'
import { timeLeftMs } from '../process/time-left.ts'

/** Where a function writes the response that it streams. The stream of Lambda also takes a content type. */
export type ResponseStream = Writable & { setContentType?(type: string): void }

/** A response that is sent while it is made. */
export type StreamedResponse = Readonly<{
  statusCode: number
  headers: Readonly<Record<string, string>>
  /** The beginning of the body. */
  first: string
  /** The parts after it. It is always ended, also when they are not all sent. */
  rest?: AsyncGenerator<string>
}>

/** The client has closed its connection. */
export class ClientGone extends Error {
  readonly code = 'CLIENT_GONE'

  constructor(cause?: unknown) {
    super('The client closed its connection before the end of the response', { cause })
    this.name = 'ClientGone'
  }
}

/** The client has its connection open, and takes nothing. */
export class ClientStalled extends Error {
  readonly code = 'CLIENT_STALLED'

  constructor(waitedMs: number) {
    super(`The client took nothing of the response for ${Math.round(waitedMs / 1000)} s`)
    this.name = 'ClientStalled'
  }
}

type Work<Event> = ((event: Event, context: Context, stream: ResponseStream) => Promise<unknown>) & {
  operation: string
}
type Handler<Event> = (event: Event, stream: ResponseStream, context: Context) => Promise<void>
type Runtime = { awslambda?: { streamifyResponse<Kind>(handler: Kind): Kind } }

/**
 * Makes the handler of a function that streams its response. Lambda gives the stream only to a handler that
 * it has marked itself. The host gives it to the function of a route with the transfer mode STREAM.
 */
export const streamedFunction = <Event>(work: Work<Event>): Handler<Event> & { operation: string } => {
  const handler: Handler<Event> = async (event, stream, context) => {
    await work(event, context, stream)
  }
  const marked = (globalThis as Runtime).awslambda?.streamifyResponse(handler) ?? handler
  return Object.assign(marked, { operation: work.operation })
}

/** API Gateway reads the status and the headers as JSON, up to eight zero bytes, and sends the rest. */
const metadataType = 'application/vnd.awslambda.http-integration-response'
const endOfMetadata = '\0'.repeat(8)

/**
 * Writes a response to the stream, and ends the stream only after all of it: without that the transfer fails
 * at the client. A part is made when the client has taken those before it.
 * @throws ClientGone when the connection of the client is closed
 * @throws ClientStalled when the client takes nothing for `stallTimeoutMs`
 */
export const sendResponse = async (
  stream: ResponseStream,
  { statusCode, headers, first, rest }: StreamedResponse,
  stallTimeoutMs: number,
): Promise<void> => {
  try {
    stream.setContentType?.(metadataType)
    await write(stream, JSON.stringify({ statusCode, headers }) + endOfMetadata + first, stallTimeoutMs)
    if (rest !== undefined) for await (const part of rest) await write(stream, part, stallTimeoutMs)
    stream.end()
  } finally {
    await rest?.return(undefined)
  }
}

const write = async (stream: ResponseStream, part: string, stallTimeoutMs: number): Promise<void> => {
  if (stream.destroyed) throw new ClientGone()
  if (!stream.write(part)) await waitForDrain(stream, Math.min(stallTimeoutMs, timeLeftMs()))
}

const waitForDrain = (stream: ResponseStream, timeoutMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      stream.removeListener('drain', taken).removeListener('close', gone).removeListener('error', gone)
      settle()
    }
    const taken = () => end(resolve)
    const gone = (error?: unknown) => end(() => reject(new ClientGone(error)))
    const timer = setTimeout(() => end(() => reject(new ClientStalled(timeoutMs))), timeoutMs)
    stream.on('drain', taken).on('close', gone).on('error', gone)
  })
