import type { EventStore } from './stand-ins/event-store.ts'
import type { Broker } from './stand-ins/broker.ts'
import type { Process } from './world/process.ts'
import type { Faults, Harm, Step, World } from './world/world.ts'

export const faultNames = [
  ...(['death', 'lost answer', 'unavailable', 'pause', 'clock step', 'store restart'] as const),
  ...(['rebalance', 'repeated delivery'] as const),
] as const
export type FaultName = (typeof faultNames)[number]
export type FaultCounts = Record<FaultName, number>

export const noFaults = (): FaultCounts =>
  Object.fromEntries(faultNames.map((name) => [name, 0])) as FaultCounts

type Options = {
  world: World
  counts: FaultCounts
  eventStore: EventStore
  broker: Broker
  processes(): readonly Process[]
  /** How often a step is harmed, and how often the world is disturbed between two steps. */
  harm: number
  disturbance: number
}

/** Longer than the lease of a relay, now and then. */
const longestPauseMs = 15_000
const longestClockStepMs = 4_000

/** What may happen to each kind of step. A lost answer needs an effect. */
const harms: Readonly<Record<Step['kind'], readonly Harm[]>> = {
  append: ['die before', 'die after', 'die after', 'refuse', 'lose answer', 'lose answer'],
  read: ['die before', 'refuse'],
  sql: ['die before', 'die after', 'refuse', 'lose answer'],
  publish: ['die before', 'die after', 'refuse', 'lose answer'],
}

const nameOf: Readonly<Record<Harm, FaultName>> = {
  ...{ 'die before': 'death', 'die after': 'death' },
  ...{ refuse: 'unavailable', 'lose answer': 'lost answer' },
}

/** Faults at random, as often as the life has them. They are counted by their names. */
export const randomFaults = (options: Options): Faults => {
  const { world, counts, harm, disturbance } = options
  const { random } = world
  const disturbances = disturbancesOf(options)
  return {
    disturb: () => {
      if (!random.chance(disturbance)) return
      const [name, happen] = random.pick(disturbances)
      counts[name]++
      world.note(`${name}${happen()}`)
    },
    harmTo: ({ kind }) => {
      if (!random.chance(harm)) return undefined
      const chosen = random.pick(harms[kind])
      counts[nameOf[chosen]]++
      return chosen
    },
  }
}

/** Each returns what the trace says of it. */
const disturbancesOf = ({ world, eventStore, broker, processes }: Options): [FaultName, () => string][] => {
  const { random } = world
  const pause = (): string => {
    const process = random.pick(processes())
    const ms = random.next() * (random.chance(0.5) ? longestPauseMs : 500)
    process.pausedUntilMs = world.nowMs() + ms
    return ` of ${process.name} for ${Math.round(ms)} ms`
  }
  const stepClock = (): string => {
    const process = random.pick(processes())
    process.clockOffsetMs = Math.round((random.next() - 0.5) * 2 * longestClockStepMs)
    return ` of ${process.name} to ${process.clockOffsetMs} ms`
  }
  const die = (): string => {
    const process = random.pick(processes())
    world.kill(process)
    return ` of ${process.name}`
  }
  return [
    ['pause', pause],
    ['pause', pause],
    ['clock step', stepClock],
    ['death', die],
    ['store restart', () => (eventStore.restart(), '')],
    ['rebalance', () => (broker.rebalance(consumerCount), '')],
    ['repeated delivery', () => (broker.deliverAgain(3), '')],
  ]
}

export const consumerCount = 2
