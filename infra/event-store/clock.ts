import { randomUUID } from 'node:crypto'
import { append } from './append.ts'
import { callDeadline, callStore } from './client.ts'
import { readStream } from './read.ts'

/** This process's clock and the store's are further apart than legal times of issue may be wrong. */
export class ClockDisagrees extends Error {
  readonly code = 'CLOCK_DISAGREES'

  constructor(milliseconds: number) {
    super(
      `The clock of this process is ${Math.round(milliseconds / 1000)} s from the event store's; nothing is issued until they agree`,
    )
    this.name = 'ClockDisagrees'
  }
}

const tolerance = 60_000
const measuredFor = 5 * 60_000
const stream = 'clock'

let measured: Promise<number> | undefined
let measuredAt = Number.NEGATIVE_INFINITY

/**
 * Makes sure that a legal time taken from this process's clock is right to a minute. The store's clock is learnt from the
 * created time of an append of our own, once in five minutes (two calls), because no call of the client tells the time.
 * @throws ClockDisagrees, EventStoreUnavailable
 */
export const assertClockAgrees = async (): Promise<void> => {
  if (performance.now() - measuredAt > measuredFor) {
    measured = difference()
    measuredAt = performance.now()
  }
  try {
    const milliseconds = (await measured) ?? 0
    if (Math.abs(milliseconds) <= tolerance) return
    throw new ClockDisagrees(milliseconds)
  } catch (error) {
    measuredAt = Number.NEGATIVE_INFINITY
    throw error
  }
}

const difference = async (): Promise<number> => {
  const before = Date.now()
  const revision = await append(
    stream,
    [{ id: randomUUID(), type: 'ClockRead', data: {}, metadata: {} }],
    'any',
  )
  const after = Date.now()
  if (revision === 0) await keepFew()
  const [read] = await readStream(stream, { from: revision, maxCount: 1 })
  const store = read ? Date.parse(read.created) : after
  if (store < before) return before - store
  return store > after ? after - store : 0
}

const keepFew = () =>
  callStore(`bounding ${stream}`, stream, (client) =>
    client.setStreamMetadata(stream, { maxCount: 10 }, { deadline: callDeadline }),
  )
