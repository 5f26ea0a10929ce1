import { inTimeLeft, withoutTimeLimit } from '../../infra/process/time-left.ts'

type Waiting<Request, Result> = {
  request: Request
  resolve(result: Result): void
  reject(error: unknown): void
}

/**
 * Maximum number of requests in one call. 500 takes need a third of what the event store accepts in one
 * append.
 */
const maxRequests = 500

/**
 * Returns a function that passes requests on to `serve`. While a call for a key is running, further requests
 * for that key wait, and then go into the next call together, in the order of arrival. Calls for one key
 * never overlap; calls for different keys do not wait for each other; a single request does not wait. A
 * request whose invocation has no time left is given up, and its call continues for the others.
 */
export const gatherRequests = <Request, Result>(
  serve: (key: string, requests: Request[]) => Promise<Result[]>,
) => {
  const queues = new Map<string, Waiting<Request, Result>[]>()

  const drain = async (key: string, queue: Waiting<Request, Result>[]): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0, maxRequests)
      const requests = batch.map(({ request }) => request)
      try {
        const results = await serve(key, requests)
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    queues.delete(key)
  }

  return (key: string, request: Request): Promise<Result> => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    const waiting = { request, resolve, reject }
    const queue = queues.get(key)
    if (queue) queue.push(waiting)
    else {
      const started = [waiting]
      queues.set(key, started)
      void withoutTimeLimit(() => drain(key, started))
    }
    return inTimeLeft(promise)
  }
}

/**
 * Returns a read whose result is shared by the requests for a key that arrive while an earlier read of it
 * runs. It begins after they arrived, so it is as new as one of their own; a single request does not wait.
 */
export const shareReads = <Source, Result>(read: (key: string, source: Source) => Promise<Result>) =>
  gatherRequests<Source, Result>(async (key, sources) => {
    const result = await read(key, sources[0] as Source)
    return sources.map(() => result)
  })
