import { createSocket, type Socket } from 'node:dgram'
import { setTimeout as pause } from 'node:timers/promises'
import emitter from 'aws-xray-sdk-core/dist/lib/segment_emitter.js'
import { log } from '../log.ts'

/** The most bytes of a document that X-Ray accepts. */
const maxDocumentBytes = 64_000

/** The daemon expects this line before each document. */
const protocolHeader = '{"format":"json","version":1}\n'

/**
 * A document on the same machine is sent in less than a millisecond. If sending takes longer, the response
 * must not wait for it.
 */
const flushDeadlineMs = 100

let socket: Socket | undefined
const sending = new Set<Promise<void>>()

/**
 * The SDK then sends documents here, to the address that it read from AWS_XRAY_DAEMON_ADDRESS. Its own way
 * does not tell when a document is sent, makes each text twice, and logs failures as lines that are not
 * JSON.
 */
export const sendThroughAwaitableSocket = (): void => {
  ;(emitter as { send(segment: { format(): string }): void }).send = (segment) => send(segment.format())
}

const send = (document: string): void => {
  const bytes = Buffer.byteLength(document)
  if (bytes > maxDocumentBytes) {
    log('warn', 'A span is too large for X-Ray and was left out', { bytes })
    return
  }
  const { promise, resolve } = Promise.withResolvers<void>()
  openSocket().send(protocolHeader + document, Number(emitter.getPort()), emitter.getIp(), (error) => {
    if (error) log('debug', 'A span could not be sent to X-Ray', { error })
    resolve()
  })
  sending.add(promise)
  void promise.then(() => sending.delete(promise))
}

const openSocket = (): Socket => {
  if (socket) return socket
  const opened = createSocket('udp4').unref()
  // Without a listener an error, such as a lack of file descriptors, would end the process.
  opened.on('error', (error) => {
    log('debug', 'The socket to the X-Ray daemon failed', { error })
    if (socket === opened) socket = undefined
  })
  socket = opened
  return opened
}

/**
 * Waits until every document has left the process, because Lambda freezes it after the invocation, and closes
 * the socket. Gives up after 100 ms.
 */
export const flushDocuments = async (): Promise<void> => {
  const timer = new AbortController()
  const late = pause(flushDeadlineMs, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([Promise.all(sending), late])
  timer.abort()
  if (sending.size > 0) return
  socket?.close()
  socket = undefined
}
