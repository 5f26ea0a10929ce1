import { sizeInBytes } from '../event.ts'
import type { WriteOutcome, WriteRequest } from './write-request.ts'

const maxRequestsPerCommit = 500
const maxBytesPerCommit = 4 * 1024 * 1024
const maxQueuedBytes = 32 * 1024 * 1024

export type QueuedWrite = {
  request: WriteRequest
  bytes: number
  resolve: (outcome: WriteOutcome) => void
  reject: (error: Error) => void
}

/** The requests that wait for a commit, in the order of arrival. */
export const writeQueue = () => {
  let queued: QueuedWrite[] = []
  let queuedBytes = 0
  const roomListeners: (() => void)[] = []
  return {
    get isEmpty(): boolean {
      return queued.length === 0
    },
    add: (request: WriteRequest): Promise<WriteOutcome> =>
      new Promise((resolve, reject) => {
        const bytes = requestBytes(request)
        queued.push({ request, bytes, resolve, reject })
        queuedBytes += bytes
      }),
    /** Removes and returns the requests of one commit: always the first, then more up to a few megabytes. */
    dequeue(): QueuedWrite[] {
      let bytes = 0
      let count = 0
      while (
        count < queued.length &&
        count < maxRequestsPerCommit &&
        (count === 0 || bytes < maxBytesPerCommit)
      )
        bytes += queued[count++]?.bytes ?? 0
      const portion = queued.slice(0, count)
      queued = queued.slice(count)
      queuedBytes -= bytes
      if (queuedBytes < maxQueuedBytes) for (const resume of roomListeners.splice(0)) resume()
      return portion
    },
    waitForRoom: (): Promise<void> =>
      queuedBytes < maxQueuedBytes
        ? Promise.resolve()
        : new Promise((resolve) => roomListeners.push(resolve)),
  }
}

const requestBytes = (request: WriteRequest): number =>
  request.kind === 'append' ? request.events.reduce((sum, event) => sum + sizeInBytes(event), 0) : 0
