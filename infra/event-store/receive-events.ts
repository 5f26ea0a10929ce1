import type { Readable } from 'node:stream'
import { DeadlineExceededError, type StreamingRead } from '@eventstore/db-client'
import { callDeadlineMs } from './client.ts'

/**
 * Yields what a read receives, until its end. A loop that is left early ends the read, too.
 *
 * A read that receives nothing for `silentMs` fails, because the client accepts a deadline for reads and
 * ignores it. Wait for nothing else in the loop: that time would count as silence.
 * @throws DeadlineExceededError, or another error of the client, which `callStore` translates
 */
export async function* receiveEvents<Event>(
  reading: StreamingRead<Event>,
  silentMs = callDeadlineMs,
): AsyncGenerator<Event> {
  endCallWith(reading)
  const timer = setTimeout(() => reading.destroy(new DeadlineExceededError()), silentMs)
  try {
    for await (const event of reading) {
      timer.refresh()
      yield event
    }
  } finally {
    clearTimeout(timer)
  }
}

/**
 * A read of the client is two streams: that of the call, and the one that it returns. When the second closes
 * before its end, the first stays open with the responses that nobody takes, and `dispose` waits for it for
 * ever. To cancel the call is not enough: when the store has sent everything, there is nothing to cancel.
 */
const endCallWith = (reading: StreamingRead<unknown>): void => {
  reading.once('pipe', (source) => {
    const call = source as Readable
    const end = (): void => {
      if (call.readableEnded) return
      void reading.cancel()
      call.destroy()
    }
    if (reading.destroyed) end()
    else reading.once('close', end)
  })
}
