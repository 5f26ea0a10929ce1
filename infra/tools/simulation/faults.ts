import type { Random } from '../seeded-random.ts'
import type { Broker } from './stand-ins/broker.ts'
import type { EventStore } from './stand-ins/event-store.ts'
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
  habits: FaultHabits
}

/** How often steps of each kind are harmed, and how often the world is disturbed between two steps. */
export type FaultHabits = Readonly<Record<Step['kind'] | 'disturbance', number>>

/** Some lives are quiet, and others have many faults of one kind, which then meet. */
export const faultHabits: readonly FaultHabits[] = [
  { append: 0, read: 0, sql: 0, publish: 0, disturbance: 0 },
  { append: 0.25, read: 0, sql: 0, publish: 0, disturbance: 0.001 },
  { append: 0.4, read: 0, sql: 0, publish: 0, disturbance: 0 },
  { append: 0.02, read: 0.01, sql: 0.02, publish: 0.05, disturbance: 0.005 },
  { append: 0.01, read: 0, sql: 0.12, publish: 0.3, disturbance: 0.01 },
  { append: 0, read: 0.01, sql: 0.12, publish: 0, disturbance: 0.04 },
]

/** A relay that stands still for longer than six seconds has lost its lease. */
const pausesMs = [
  { least: 0, spread: 500 },
  { least: 6_500, spread: 15_000 },
]
export const longestClockStepMs = 4_000

const several = (times: number, harm: Harm): Harm[] => Array.from({ length: times }, () => harm)

/** What may happen to each kind of step. */
const harms: Readonly<Record<Step['kind'], readonly Harm[]>> = {
  append: ['die before', ...several(4, 'die after'), 'refuse', ...several(2, 'lose answer'), 'freeze after'],
  read: ['die before', 'refuse', 'freeze after'],
  sql: ['die before', 'die after', 'refuse', 'lose answer', 'freeze before', ...several(4, 'freeze after')],
  publish: ['die before', 'die after', 'refuse', 'lose answer', 'freeze before', 'freeze after'],
}

const nameOf: Readonly<Record<Harm, FaultName>> = {
  ...{ 'die before': 'death', 'die after': 'death' },
  ...{ refuse: 'unavailable', 'lose answer': 'lost answer' },
  ...{ 'freeze before': 'pause', 'freeze after': 'pause' },
}

/** Faults at random, as often as the life has them. They are counted by their names. */
export const randomFaults = (options: Options): Faults => {
  const { world, counts, habits } = options
  const { random } = world
  const disturbances = disturbancesOf(options)
  return {
    disturb: () => {
      if (!random.chance(habits.disturbance)) return
      const { name, happen } = random.pick(disturbances)
      counts[name]++
      world.note(`* ${name}${happen()}`)
    },
    harmTo: ({ kind }) => {
      if (!random.chance(habits[kind])) return undefined
      const chosen = random.pick(harms[kind])
      counts[nameOf[chosen]]++
      return chosen
    },
    frozenForMs: () => {
      rebalanceAfterPause(options)
      return pauseMs(random)
    },
  }
}

/** The broker gives the partitions of a consumer that stands still to another one, if it notices. */
const rebalanceAfterPause = ({ world, broker, counts }: Options): void => {
  if (world.random.chance(0.2)) return
  broker.rebalance()
  counts.rebalance++
}

const pauseMs = (random: Random): number => {
  const { least, spread } = random.pick(pausesMs)
  return least + random.next() * spread
}

/** Each returns what the trace says of it. */
const disturbancesOf = (options: Options): Disturbance[] => {
  const { world, eventStore, broker, processes } = options
  const { random } = world
  const pause = (): string => {
    const process = random.pick(processes())
    const ms = pauseMs(random)
    rebalanceAfterPause(options)
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
  const restartStore = (): string => {
    eventStore.restart()
    return ''
  }
  const rebalance = (): string => {
    broker.rebalance()
    return ''
  }
  const deliverAgain = (): string => {
    broker.deliverAgain(maxRepeated)
    return ''
  }
  return [
    ...[named('pause', pause), named('pause', pause), named('clock step', stepClock), named('death', die)],
    ...[named('store restart', restartStore), named('repeated delivery', deliverAgain)],
    ...[named('rebalance', rebalance), named('rebalance', rebalance), named('rebalance', rebalance)],
  ]
}

type Disturbance = { name: FaultName; happen(): string }
const named = (name: FaultName, happen: () => string): Disturbance => ({ name, happen })
const maxRepeated = 3
