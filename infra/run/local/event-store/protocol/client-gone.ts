import type { EventEmitter } from 'node:events'

/** Aborts when the client of a call is gone: it cancelled, its deadline passed or its connection was lost. */
export const abortWhenGone = (call: EventEmitter): AbortController => {
  const gone = new AbortController()
  const abort = () => gone.abort()
  for (const event of ['cancelled', 'close', 'error']) call.once(event, abort)
  return gone
}

/** Resolves when the client has read what was written to it, or is gone. */
export const waitForDrain = (call: EventEmitter, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const finish = () => {
      call.removeListener('drain', finish)
      gone.removeEventListener('abort', finish)
      resolve()
    }
    if (gone.aborted) return resolve()
    call.once('drain', finish)
    gone.addEventListener('abort', finish)
  })
