import { randomUUID } from 'node:crypto'
import { inTimeLeft, withoutTimeLimit } from '../process/time-left.ts'
import { append } from './append.ts'
import { callDeadlineMs, callStore } from './client.ts'
import { readStream } from './read.ts'

/**
 * A legal time may be wrong: the clocks of this process and the event store differ too much, or those of two
 * processes do.
 */
export class ClockDisagrees extends Error {
  readonly code = 'CLOCK_DISAGREES'

  constructor(message: string) {
    super(message)
    this.name = 'ClockDisagrees'
  }
}

const validForMs = 5 * 60_000
const stream = 'clock'

/** The time of the store at a moment between the start and the end, which are of `performance.now()`. */
type Measurement = { storeMs: number; startedMs: number; endedMs: number }

let last: Measurement | undefined
let running: Promise<Measurement> | undefined

/**
 * Checks that a legal time, which this process has just taken from its clock, is the time of the event store
 * within a tolerance. The client has no call that returns the time of the store, so an event is appended and
 * read back, once in five minutes. From its created time `performance.now()` counts on, which nobody sets. A
 * time that seems wrong is compared with a new measurement: `performance.now()` may stand still while Lambda
 * freezes the process. Only a clock that is set back during a freeze, by as long, is not noticed.
 * @throws ClockDisagrees when the two times may differ by more than the tolerance
 * @throws EventStoreUnavailable when the store does not respond
 */
export const assertClockAgrees = async (at: string, toleranceMs: number): Promise<void> => {
  const isValid = last && performance.now() - last.endedMs <= validForMs
  if (last && isValid && possibleDifference(at, last) <= toleranceMs) return
  const differenceMs = possibleDifference(at, await inTimeLeft(measureTogether()))
  if (differenceMs <= toleranceMs) return
  const seconds = Math.round(differenceMs / 1000)
  throw new ClockDisagrees(`The time of a command and that of the event store may differ by ${seconds} s`)
}

/**
 * The largest possible difference in ms. A measurement that took long says little, so what it leaves open
 * counts as a difference.
 */
const possibleDifference = (at: string, { storeMs, startedMs, endedMs }: Measurement): number => {
  const nowMs = performance.now()
  const earliestMs = storeMs + nowMs - endedMs
  const latestMs = storeMs + nowMs - startedMs
  return Math.max(Date.parse(at) - earliestMs, latestMs - Date.parse(at))
}

/** Commands that need a measurement at the same time share it. */
const measureTogether = (): Promise<Measurement> => {
  running ??= withoutTimeLimit(async () => {
    try {
      last = await measure()
      return last
    } finally {
      running = undefined
    }
  })
  return running
}

const measure = async (): Promise<Measurement> => {
  const startedMs = performance.now()
  const event = { id: randomUUID(), type: 'ClockRead', data: {}, metadata: {} }
  const revision = await append(stream, [event], 'any')
  // When other processes have appended so many that this event is gone, it is the next one that there is.
  const [read] = await readStream(stream, { from: revision, maxCount: 1 })
  const endedMs = performance.now()
  if (revision === 0) await limitStream()
  if (!read) throw new Error(`The stream ${stream} has lost its events`)
  return { storeMs: Date.parse(read.created), startedMs, endedMs }
}

/** The stream keeps only its last ten events. */
const limitStream = () =>
  callStore(`limiting the length of ${stream}`, stream, (client) =>
    client.setStreamMetadata(stream, { maxCount: 10 }, { deadline: callDeadlineMs }),
  )
