import type { IncomingMessage, ServerResponse } from 'node:http'
import { synchronousLimitBytes } from '../../../lambda/payload.ts'

/** A body that is larger counts among the large ones. */
const smallBodyBytes = 64 * 1024

export type ReadBody = { body: Buffer; release: () => void }

/**
 * Creates the function that reads bodies. All large ones together have a limit, because each is in memory
 * several times while its function runs. A small body is always read: large ones cannot keep it out. The
 * function returns the body, or the type of the response when it is too large to invoke a function with,
 * although API Gateway accepts 10 MB, or when too many large bodies are in work. `release` has to be called
 * when the body is no longer needed.
 */
export const createBodyReader = (maxLargeBodyBytes: number) => {
  let largeBytes = 0

  return async (
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<ReadBody | 'REQUEST_TOO_LARGE' | 'THROTTLED'> => {
    if (Number(request.headers['content-length'] ?? 0) > synchronousLimitBytes) return 'REQUEST_TOO_LARGE'
    if (expectsContinue(request)) response.writeContinue()
    const chunks: Buffer[] = []
    let bytes = 0
    let ownLargeBytes = 0
    const release = (): void => {
      largeBytes -= ownLargeBytes
      ownLargeBytes = 0
    }
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        bytes += chunk.length
        if (bytes > synchronousLimitBytes) return releaseAnd(release, 'REQUEST_TOO_LARGE')
        const large = Math.max(0, bytes - smallBodyBytes) - ownLargeBytes
        if (large > 0 && largeBytes + large > maxLargeBodyBytes) return releaseAnd(release, 'THROTTLED')
        largeBytes += large
        ownLargeBytes += large
        chunks.push(chunk)
      }
    } catch (error) {
      release()
      throw error
    }
    return { body: Buffer.concat(chunks, bytes), release }
  }
}

const releaseAnd = <Type>(release: () => void, type: Type): Type => {
  release()
  return type
}

/**
 * Returns whether the error of reading a body says that the client closed the connection. It may have sent
 * all of its body before it did: the request is then complete, but what was not read is lost.
 */
export const isClosedByClient = (request: IncomingMessage, error: unknown): boolean =>
  request.destroyed && (!request.complete || request.errored === error)

/** Returns whether the rest of a body that nobody reads is soon here and is small. */
export const endsSoon = (request: IncomingMessage): boolean =>
  Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY) <= smallBodyBytes &&
  !expectsContinue(request) &&
  !request.destroyed

export const expectsContinue = ({ headers }: IncomingMessage): boolean =>
  headers.expect?.toLowerCase() === '100-continue'

/**
 * Reads the rest of a body and drops it, until it has arrived or the time is over. A connection that is
 * closed while its client sends is reset, and the client may then lose the response that it was sent.
 */
export const discardBody = (request: IncomingMessage, timeoutMs: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs)
    const end = (): void => {
      clearTimeout(timer)
      resolve()
    }
    request.once('end', end).once('close', end).once('error', end)
    request.resume()
  })
