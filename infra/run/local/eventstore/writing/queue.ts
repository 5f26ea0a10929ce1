import { sizeOf } from '../event.ts'
import type { WriteOutcome, WriteRequest } from './request.ts'

const requestsPerCommit = 500
const bytesPerCommit = 4 * 1024 * 1024
const bytesWaiting = 32 * 1024 * 1024

export type Waiting = {
  request: WriteRequest
  size: number
  resolve: (outcome: WriteOutcome) => void
  reject: (error: Error) => void
}

/** What waits for a commit, in the order of arrival, and the next portion of it. */
export const writeQueue = () => {
  let waiting: Waiting[] = []
  let bytes = 0
  const roomWanted: (() => void)[] = []
  return {
    get empty(): boolean {
      return waiting.length === 0
    },
    add: (request: WriteRequest): Promise<WriteOutcome> =>
      new Promise((resolve, reject) => {
        const size =
          request.kind === 'append' ? request.events.reduce((sum, event) => sum + sizeOf(event), 0) : 0
        waiting.push({ request, size, resolve, reject })
        bytes += size
      }),
    /** What one commit may hold: always the first, then as many as weigh no more than a few megabytes. */
    take(): Waiting[] {
      let taken = 0
      let count = 0
      while (count < waiting.length && count < requestsPerCommit && (count === 0 || taken < bytesPerCommit))
        taken += waiting[count++]?.size ?? 0
      const portion = waiting.slice(0, count)
      waiting = waiting.slice(count)
      bytes -= taken
      if (bytes < bytesWaiting) for (const resume of roomWanted.splice(0)) resume()
      return portion
    },
    room: (): Promise<void> =>
      bytes < bytesWaiting ? Promise.resolve() : new Promise((resolve) => roomWanted.push(resolve)),
  }
}
