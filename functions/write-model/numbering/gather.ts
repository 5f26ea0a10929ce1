type Waiting<Request, Answer> = {
  request: Request
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/** Requests of one call: 500 takes are a third of what the event store takes in one append. */
const most = 500

/**
 * Calls `serve` with what has come for one key while the call before was under way, in the order of its coming. Requests for one key never
 * overlap, those for different keys do not wait for each other, and a single request waits for nothing.
 */
export const gathered = <Request, Answer>(serve: (key: string, requests: Request[]) => Promise<Answer[]>) => {
  const queues = new Map<string, Waiting<Request, Answer>[]>()

  const drain = async (key: string, queue: Waiting<Request, Answer>[]): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0, most)
      try {
        const answers = await serve(
          key,
          batch.map(({ request }) => request),
        )
        batch.forEach(({ resolve }, index) => {
          resolve(answers[index] as Answer)
        })
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    queues.delete(key)
  }

  return (key: string, request: Request): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const queue = queues.get(key)
      const waiting = { request, resolve, reject }
      if (queue) {
        queue.push(waiting)
        return
      }
      const started = [waiting]
      queues.set(key, started)
      void drain(key, started)
    })
}
