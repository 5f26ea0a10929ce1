import type { IncomingMessage, ServerResponse } from 'node:http'
import { synchronousLimitBytes } from '../../../lambda/payload.ts'
import { createLargeBodies } from './large-bodies.ts'
import type { GatewayLimits } from './limits.ts'

/** A body that is larger counts among the large ones. Without a token there is none. */
export const smallBodyBytes = 64 * 1024

export type ReadBody = { body: Buffer; release: () => void }

type TooLarge = 'REQUEST_TOO_LARGE' | 'BODY_WITHOUT_TOKEN_TOO_LARGE'

/**
 * Creates the function that reads bodies. All large ones together have a limit, and so have those of a
 * tenant, because each is in memory several times while its function runs. A small body is always read:
 * large ones cannot keep it out. `tenantId` is undefined where a request needs no token; its body has to be
 * small. The function returns the body, or the type of the response when it is too large to invoke a
 * function with, although API Gateway accepts 10 MB, or when too many large bodies are in work. `release`
 * has to be called when the body is no longer needed.
 */
export const createBodyReader = (
  limits: Pick<GatewayLimits, 'maxLargeBodyBytes' | 'maxLargeBodyBytesOfTenant'>,
) => {
  const largeBodies = createLargeBodies(limits)

  return async (
    request: IncomingMessage,
    response: ServerResponse,
    tenantId: string | undefined,
  ): Promise<ReadBody | TooLarge | 'THROTTLED'> => {
    const [maxBytes, tooLarge] = limitOf(tenantId)
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLarge
    if (expectsContinue(request)) response.writeContinue()
    const chunks: Buffer[] = []
    let bytes = 0
    let largeBytes = 0
    const release = (): void => {
      largeBodies.release(tenantId ?? '', largeBytes)
      largeBytes = 0
    }
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        bytes += chunk.length
        if (bytes > maxBytes) return releaseAnd(release, tooLarge)
        const more = Math.max(0, bytes - smallBodyBytes) - largeBytes
        if (more > 0 && !largeBodies.take(tenantId ?? '', more)) return releaseAnd(release, 'THROTTLED')
        largeBytes += more
        chunks.push(chunk)
      }
    } catch (error) {
      release()
      throw error
    }
    return { body: Buffer.concat(chunks, bytes), release }
  }
}

const limitOf = (tenantId: string | undefined): [maxBytes: number, tooLarge: TooLarge] =>
  tenantId === undefined
    ? [smallBodyBytes, 'BODY_WITHOUT_TOKEN_TOO_LARGE']
    : [synchronousLimitBytes, 'REQUEST_TOO_LARGE']

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
