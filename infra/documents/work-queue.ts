/** Too much waits already, or this has waited for too long: another attempt may succeed. */
export class QueueFull extends Error {
  readonly code = 'QUEUE_FULL'

  constructor(reason: string) {
    super(`The documents cannot be made now: ${reason}`)
    this.name = 'QueueFull'
  }
}

export type QueueLimits = Readonly<{
  mostWaiting: number
  mostWaitMs: number
  /** In milliseconds. */
  now?: () => number
}>

/** Does the work when its turn comes. @throws QueueFull when it cannot wait, or has waited for too long */
export type WorkQueue = <Done>(work: () => Promise<Done>, tenantId?: string) => Promise<Done>

type Waiting = { since: number; start(): Promise<void>; refuse(error: QueueFull): void }

/**
 * Creates a queue that does one thing after the other. Its limits keep its memory and the time of its callers
 * within bounds: who has waited for too long has a caller who has given up, or soon will. Tenants take turns,
 * and in a full queue the one with most of the work loses its newest, so that none can keep the others out.
 */
export const createWorkQueue = ({
  mostWaiting,
  mostWaitMs,
  now = () => performance.now(),
}: QueueLimits): WorkQueue => {
  const waiting = createLines<Waiting>()
  const full = (): QueueFull => new QueueFull(`${mostWaiting} others wait`)
  let isWorking = false
  const workOff = async (): Promise<void> => {
    isWorking = true
    for (let next = waiting.take(); next !== undefined; next = waiting.take()) {
      if (now() - next.since > mostWaitMs) next.refuse(new QueueFull(`it waited for ${mostWaitMs} ms`))
      else await next.start()
    }
    isWorking = false
  }
  return (work, tenantId = '') => {
    if (waiting.count() >= mostWaiting) {
      const displaced = waiting.displaceFor(tenantId)
      if (displaced === undefined) return Promise.reject(full())
      displaced.refuse(full())
    }
    return new Promise((resolve, reject) => {
      const start = () => work().then(resolve, reject)
      waiting.add(tenantId, { since: now(), start, refuse: reject })
      if (!isWorking) void workOff()
    })
  }
}

/** A line for each tenant that waits, in the order of their turns. */
const createLines = <Item>() => {
  const lines = new Map<string, Item[]>()
  const longest = (): [tenantId: string, line: Item[]] =>
    [...lines].reduce((one, other) => (other[1].length > one[1].length ? other : one))

  return {
    count: (): number => [...lines.values()].reduce((sum, line) => sum + line.length, 0),
    add(tenantId: string, item: Item): void {
      const line = lines.get(tenantId) ?? []
      line.push(item)
      lines.set(tenantId, line)
    },
    /** Takes the oldest of the tenant whose turn it is. */
    take(): Item | undefined {
      const [first] = lines
      if (first === undefined) return undefined
      const [tenantId, line] = first
      const item = line.shift()
      lines.delete(tenantId)
      if (line.length > 0) lines.set(tenantId, line)
      return item
    },
    /** Takes the newest of the longest line; undefined when this tenant would then have as much or more. */
    displaceFor(tenantId: string): Item | undefined {
      const [, line] = longest()
      return (lines.get(tenantId)?.length ?? 0) + 1 < line.length ? line.pop() : undefined
    },
  }
}
