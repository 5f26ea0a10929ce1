import type { EventEmitter } from 'node:events'

/** Tells when the client of a call is gone: it cancelled, its deadline passed or its connection broke. */
export const departure = (call: EventEmitter): AbortController => {
  const gone = new AbortController()
  const leave = () => gone.abort()
  for (const event of ['cancelled', 'close', 'error']) call.once(event, leave)
  return gone
}

/** Resolves when the client has taken what was written to it, or is gone. */
export const drained = (call: EventEmitter, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      call.removeListener('drain', done)
      gone.removeEventListener('abort', done)
      resolve()
    }
    if (gone.aborted) return resolve()
    call.once('drain', done)
    gone.addEventListener('abort', done)
  })
