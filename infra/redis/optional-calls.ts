type Options = {
  /** A call that takes longer counts as failed. */
  timeoutMs?: number | undefined
  /** How long no call is made after one has failed. */
  pauseMs?: number
  /** Is called once when Redis stops replying, with the first error. */
  onOutage(error: unknown): void
  /** Is called once when Redis replies again. */
  onRecovery(): void
}

/**
 * Creates the function that calls Redis for something that can be done without. It returns undefined when
 * Redis fails or does not reply in time. Then Redis is left alone for a pause, after which a single call
 * tries again: while Redis is down, one request a second waits for the timeout and the others do not wait.
 */
export const createOptionalCalls = (options: Options) => {
  const { timeoutMs = 100, pauseMs = 1_000, onOutage, onRecovery } = options
  let tryAgainAtMs: number | undefined

  return async <Reply>(call: () => Promise<Reply>): Promise<Reply | undefined> => {
    const triesAgain = tryAgainAtMs !== undefined
    if (tryAgainAtMs !== undefined) {
      if (performance.now() < tryAgainAtMs) return undefined
      tryAgainAtMs = performance.now() + timeoutMs + pauseMs
    }
    try {
      const reply = await inTime(call(), timeoutMs)
      // A reply to a call from before the outage does not end it.
      if (triesAgain) {
        tryAgainAtMs = undefined
        onRecovery()
      }
      return reply
    } catch (error) {
      if (tryAgainAtMs === undefined) onOutage(error)
      tryAgainAtMs = performance.now() + pauseMs
      return undefined
    }
  }
}

/**
 * Waits for the reply. When this process was busy for longer than the timeout, the reply may have arrived
 * unread: it is read before it counts as late.
 * @throws Error when the reply is late, or with what the call fails
 */
const inTime = <Reply>(reply: Promise<Reply>, timeoutMs: number): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`No reply within ${timeoutMs} ms`))
    const timer = setTimeout(() => setImmediate(fail), timeoutMs)
    reply.then(resolve, reject).finally(() => clearTimeout(timer))
  })
