import { longestClockStepMs } from './faults.ts'
import type { Platform } from './platform.ts'
import type { Broker, Fetched } from './stand-ins/broker.ts'
import type { EventStore } from './stand-ins/event-store.ts'
import type { Process } from './world/process.ts'
import type { World } from './world/world.ts'

/** What runs beside the clients. */
type Background = {
  world: World
  platform: Platform
  eventStore: EventStore
  broker: Broker
  anyProcess(): Process
}

const longestPauseMs = 8_000
const redeliveryPauseMs = 200

/** The jobs that a schedule starts, and how. */
const schedules: readonly [string, object][] = [
  ['relay', { source: 'aws.events' }],
  ['finish-numbering', { source: 'aws.events' }],
  ['finish-receipts', { source: 'aws.events' }],
]

/** Starts jobs at random times until `isOver`. A job that fails is started again by the next turn. */
export const runSchedule = async ({ world, platform, anyProcess }: Background, isOver: () => boolean) => {
  while (!isOver()) {
    await world.sleep(world.random.next() * longestPauseMs)
    const [key, event] = world.random.pick(schedules)
    void platform.call(anyProcess(), key, event).catch(() => undefined)
  }
}

/** Passes records on to the projection for as long as the life lasts, as an event source mapping does. */
export const consume = async (consumer: number, background: Background): Promise<never> => {
  const { world, broker } = background
  for (;;) {
    const fetched = broker.fetch(consumer)
    if (!fetched) await broker.awaitChange()
    else if (!(await deliver(background, fetched))) await world.sleep(redeliveryPauseMs)
  }
}

/** Returns whether the whole batch was processed. */
const deliver = async ({ platform, broker, anyProcess }: Background, fetched: Fetched): Promise<boolean> => {
  try {
    return broker.commit(fetched, await platform.call(anyProcess(), 'project-invoices', fetched.event))
  } catch {
    return false
  }
}

type Finished = { finished: number; failed: number }

/**
 * After the faults are over: lets the jobs run until nothing is left to do.
 * @throws Error when it does not come to an end
 */
export const settle = async (background: Background): Promise<void> => {
  const { world, broker, eventStore } = background
  for (let round = 1; round <= maxRounds; round++) {
    await world.sleep(settledAfterMs)
    const events = eventStore.all.length
    await publishAll(background)
    if (round === 1 && world.random.chance(0.5)) broker.deliverAgain(lateRecords)
    await awaitDrained(background)
    const numbering = (await startJob(background, 'finish-numbering')) as Finished
    const receipts = (await startJob(background, 'finish-receipts')) as Finished
    const isIdle = [numbering, receipts].every(({ finished, failed }) => finished + failed === 0)
    // A job that stood still may have ended its work only now, and its poke of the relay may be lost.
    if (isIdle && eventStore.all.length === events) return
  }
  throw new Error(`The jobs still find work after ${maxRounds} rounds without faults`)
}

const maxRounds = 6
const lateRecords = 3
/** Jobs leave alone what was decided in the last ten seconds, by the clock of the process that decided it. */
const settledAfterMs = 11_000 + longestClockStepMs

const startJob = ({ platform, anyProcess }: Background, key: string): Promise<unknown> =>
  platform.call(anyProcess(), key, { source: 'aws.events' })

const publishAll = async (background: Background): Promise<void> => {
  for (;;) {
    const { outcome } = (await startJob(background, 'relay')) as { outcome: string }
    if (outcome === 'done') return
    await background.world.sleep(1_000)
  }
}

const awaitDrained = async ({ world, platform, broker }: Background): Promise<void> => {
  while (!broker.isDrained() || platform.running > 0) await world.sleep(100)
}
