import { randomUUID } from 'node:crypto'
import { inTimeLeft, withoutTimeLimit } from '../process/time-left.ts'
import { append } from './append.ts'
import { callDeadlineMs, callStore } from './client.ts'
import { readStream } from './read.ts'

/**
 * The clocks of this process and the event store differ too much, so legal times may be wrong.
 */
export class ClockDisagrees extends Error {
  readonly code = 'CLOCK_DISAGREES'

  constructor(differenceMs: number) {
    super(`The clocks of this process and the event store differ by ${Math.round(differenceMs / 1000)} s`)
    this.name = 'ClockDisagrees'
  }
}

const validForMs = 5 * 60_000
const stream = 'clock'

let measuredDifferenceMs: Promise<number> | undefined
let measuredAtMs = Number.NEGATIVE_INFINITY

/**
 * Checks that a legal time taken from the clock of this process is correct within a tolerance. The client
 * has no call that returns the time of the store, so an event is appended and read back, once in five
 * minutes, and its created time is compared.
 * @throws ClockDisagrees when the clocks differ by more than the tolerance
 * @throws EventStoreUnavailable when the store does not respond
 */
export const assertClockAgrees = async (toleranceMs: number): Promise<void> => {
  // By the clock itself, which may be set back: a clock for durations may stand still while Lambda freezes.
  if (Math.abs(Date.now() - measuredAtMs) > validForMs) {
    measuredDifferenceMs = withoutTimeLimit(measureDifference)
    measuredAtMs = Date.now()
  }
  try {
    const differenceMs = measuredDifferenceMs ? await inTimeLeft(measuredDifferenceMs) : 0
    if (Math.abs(differenceMs) <= toleranceMs) return
    throw new ClockDisagrees(differenceMs)
  } catch (error) {
    measuredAtMs = Number.NEGATIVE_INFINITY
    throw error
  }
}

/** Returns the difference in ms; 0 when the created time is between the start and the end of the append. */
const measureDifference = async (): Promise<number> => {
  const before = Date.now()
  const revision = await append(
    stream,
    [{ id: randomUUID(), type: 'ClockRead', data: {}, metadata: {} }],
    'any',
  )
  const after = Date.now()
  if (revision === 0) await limitStream()
  const [read] = await readStream(stream, { from: revision, maxCount: 1 })
  const store = read ? Date.parse(read.created) : after
  if (store < before) return before - store
  return store > after ? after - store : 0
}

/** The stream keeps only its last ten events. */
const limitStream = () =>
  callStore(`limiting the length of ${stream}`, stream, (client) =>
    client.setStreamMetadata(stream, { maxCount: 10 }, { deadline: callDeadlineMs }),
  )
