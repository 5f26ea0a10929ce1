/** Too much waits already, or this has waited for too long: another attempt may succeed. */
export class QueueFull extends Error {
  readonly code = 'QUEUE_FULL'

  constructor(reason: string) {
    super(`The documents cannot be made now: ${reason}`)
    this.name = 'QueueFull'
  }
}

export type QueueLimits = Readonly<{
  maxWaiting: number
  maxWaitMs: number
  /** In milliseconds. */
  now?: () => number
}>

/** Does the work when its turn comes. @throws QueueFull when it cannot wait, or has waited for too long */
export type WorkQueue = <Done>(work: () => Promise<Done>) => Promise<Done>

/**
 * Creates a queue that does one thing after the other. Its limits keep its memory and the time of its callers
 * within bounds: who has waited for too long has a caller who has given up, or soon will.
 */
export const createWorkQueue = ({
  maxWaiting,
  maxWaitMs,
  now = () => performance.now(),
}: QueueLimits): WorkQueue => {
  const waiting: { since: number; start(): Promise<void>; refuse(error: QueueFull): void }[] = []
  let isWorking = false
  const workOff = async (): Promise<void> => {
    isWorking = true
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (now() - next.since > maxWaitMs) next.refuse(new QueueFull(`it waited for ${maxWaitMs} ms`))
      else await next.start()
    }
    isWorking = false
  }
  return (work) => {
    if (waiting.length >= maxWaiting) return Promise.reject(new QueueFull(`${maxWaiting} others wait`))
    return new Promise((resolve, reject) => {
      waiting.push({ since: now(), start: () => work().then(resolve, reject), refuse: reject })
      if (!isWorking) void workOff()
    })
  }
}
