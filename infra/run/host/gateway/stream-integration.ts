import type { Readable } from 'node:stream'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { log } from '../../../observability/log.ts'
import type { Lambda } from '../lambda.ts'
import type { HttpResponse, ResponseType } from './gateway-response.ts'
import { httpResponse, malformedResponse } from './integration.ts'

/**
 * Invokes the function of a route with the transfer mode STREAM. Returns its response when the function has
 * said its status and headers, with the rest as a stream; or the type of the gateway's own response.
 */
export const streamIntegration = async (
  lambda: Pick<Lambda, 'invokeWithResponseStream'>,
  functionKey: string,
  event: APIGatewayProxyEvent,
): Promise<HttpResponse | ResponseType> => {
  const stream = lambda.invokeWithResponseStream(functionKey, event)
  try {
    const response = httpResponse(await readMetadata(stream))
    if (response) return { ...response, body: stream }
    log('error', malformedResponse, { function: functionKey })
  } catch (error) {
    log('error', 'The function of a route failed', { function: functionKey, error })
  }
  stream.destroy()
  return 'DEFAULT_5XX'
}

/** The zero bytes between the metadata and the body. */
const delimiter = Buffer.alloc(8)
const maxMetadataBytes = 64 * 1024

/** Reads the metadata from the beginning of the stream; undefined where it has none. */
const readMetadata = async (stream: Readable): Promise<unknown> => {
  let received = Buffer.alloc(0)
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    received = Buffer.concat([received, chunk])
    const end = received.indexOf(delimiter)
    if (end >= 0) {
      const body = received.subarray(end + delimiter.length)
      if (body.length > 0) stream.unshift(body)
      return JSON.parse(received.toString('utf8', 0, end))
    }
    if (received.length > maxMetadataBytes) return undefined
  }
  return undefined
}
