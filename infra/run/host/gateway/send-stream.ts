import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { log } from '../../../observability/log.ts'
import { errorCode } from '../../../process/error-code.ts'
import type { Exchange } from './exchange.ts'

/**
 * Sends a body while its function makes it, as fast as the client takes it. Where the function fails, the
 * connection is closed before the end of the body, so the client knows that it has not all of it. Where the
 * client goes away, the body is destroyed. `isMade` is called when the function has ended: so many bytes then
 * wait for the client.
 */
export const sendStream = async (
  { response }: Pick<Exchange, 'response'>,
  body: Readable,
  isMade: (waitingBytes: number) => void,
): Promise<void> => {
  body.once('end', () => isMade(response.writableLength))
  try {
    await pipeline(body, response)
  } catch (error) {
    const isClosedByClient = errorCode(error) === 'ERR_STREAM_PREMATURE_CLOSE'
    if (isClosedByClient) log('debug', 'The client closed the connection in the middle of its response')
    else log('error', 'The function of a route failed in the middle of its response', { error })
  }
}
