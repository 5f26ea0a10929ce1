import { synchronousLimitBytes } from '../../../infra/lambda/payload.ts'
import type { HostProcess } from '../testing/host-process.ts'
import { bytesOf } from './raw-requests.ts'
import { shownText } from './shown.ts'
import { faultOf } from './verdict.ts'
import { exchange, timeoutMs } from './wire.ts'

export type Message = { path: string; body: string; headers?: [string, string][] }
export type Bytes = { bytes: Buffer; methods: string[]; isWhole: boolean }

/** The bytes of a POST with a JSON body. The connection ends with its response. */
export const postOf = ({ path, body, headers = [] }: Message): Buffer =>
  bytesOf({
    method: 'POST',
    target: path,
    version: 'HTTP/1.1',
    headers: [
      ['Host', 'localhost'],
      ['Connection', 'close'],
      ['Content-Type', 'application/json'],
      ...headers,
    ],
    framing: 'length',
    body: Buffer.from(body),
  })

/** Sends requests to a host. Each function throws when a response is missing or has a fault. */
export const senderTo = (host: HostProcess) => {
  const sendBytes = async (sending: Bytes, least: number): Promise<void> => {
    const { responses, open, unread } = await exchange({ port: host.port, ...sending })
    if (!host.isRunning()) throw new Error(`The service ended: ${host.logTail()}`)
    if (open) throw new Error(`No response within ${timeoutMs} ms`)
    if (unread !== '') throw new Error(`Not a whole HTTP response: ${shownText(unread)}`)
    if (responses.length < least) throw new Error('The connection was closed without a response')
    for (const response of responses) {
      const fault = faultOf(response)
      if (fault !== undefined) throw new Error(fault)
    }
  }

  const send = (message: Message): Promise<void> => {
    const bytes = postOf(message)
    // A server that closes the connection before it has read a body that is too large loses its response.
    const least = bytes.length > synchronousLimitBytes ? 0 : 1
    return sendBytes({ bytes, methods: ['POST'], isWhole: true }, least)
  }

  return { send, sendBytes }
}
