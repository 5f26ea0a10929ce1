import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Sql } from 'postgres'
import type { Environment } from '../../config/environment.ts'
import { provideHostRuntime } from '../../lambda/runtime.ts'
import type { Manifest } from '../../run/host/manifest.ts'
import { randomFrom } from '../seeded-random.ts'
import { consume, runSchedule, settle } from './background.ts'
import { type ClientHabits, runClient, type SentCommand } from './client.ts'
import type { Known } from './commands.ts'
import { type FaultCounts, faultHabits, noFaults, randomFaults } from './faults.ts'
import { Platform } from './platform.ts'
import { foldHistory } from './proofs/history.ts'
import { proveCommands } from './proofs/prove-commands.ts'
import { proveNumbers } from './proofs/prove-numbers.ts'
import { proveRows } from './proofs/prove-rows.ts'
import { proveStreams } from './proofs/prove-streams.ts'
import { type Audit, proveTables } from './proofs/prove-tables.ts'
import { emptyModel, readModelOf } from './proofs/read-model.ts'
import { Broker, consumerCount } from './stand-ins/broker.ts'
import { EventStore, type NewEvent } from './stand-ins/event-store.ts'
import { runAs } from './world/actor.ts'
import { type Modules, type Process, startProcess } from './world/process.ts'
import { SimulatedWorld } from './world/simulated-world.ts'
import { giveStores } from './world/stores.ts'

/** What lives share. */
export type Stage = {
  manifest: Manifest
  tenantId: string
  /** The modules of each process. */
  modules: readonly Modules[]
  audit: Audit
  environment: AsyncLocalStorage<Environment>
  /** The variables that name the database. */
  variables: Environment
  sql: Sql
  prologue: Prologue
}

/** What was before every life: the tenant was registered, and invoices were issued. */
export type Prologue = {
  events: readonly { stream: string; event: NewEvent }[]
  known: Known
}

/** What became of a life: what is wrong, what was sent, and which faults it had. */
export type LifeResult = { problems: string[]; sent: SentCommand[]; faults: FaultCounts; trace: string[] }

/** Lives one life: a short story of one tenant, in which the seed chooses all that is left to chance. */
export const live = async (stage: Stage, seed: number): Promise<LifeResult> => {
  const { tenantId, sql, modules } = stage
  await Promise.all(modules.map(({ forget }) => forget()))
  await emptyModel(sql, tenantId, seed % 200 === 0)
  const trace: string[] = []
  const random = randomFrom(seed)
  const startMs = Date.UTC(2026, 6, 2) + random.below(360 * 24 * 60) * 60_000
  const world = new SimulatedWorld(random, startMs, (line) => trace.push(line))
  const story = prepare(stage, world)
  const stuck = await run(story).then(
    () => [],
    (error: unknown) => [String(error)],
  )
  // A read that several invocations share outlasts them, and the next life would wait for it.
  await world.end(story.processes())
  const problems = [...(await prove(stage, story)), ...stuck]
  return { problems, sent: story.sent, faults: story.faults, trace }
}

export type Story = ReturnType<typeof prepare>

/** How often a life begins with what was before. */
const prologueShare = 0.75

/** Fills the store with what was before: at least the tenant. Returns what clients know of it. */
const begin = (eventStore: EventStore, { events, known }: Prologue, isWhole: boolean): Known => {
  for (const { stream, event } of isWhole ? events : events.slice(0, 1))
    eventStore.append(stream, 'any', [event])
  return structuredClone(isWhole ? known : { invoices: [], receipts: [] })
}

export const prepare = (stage: Stage, world: SimulatedWorld) => {
  const { manifest, tenantId, modules, environment, variables, prologue } = stage
  const { random } = world
  const eventStore = new EventStore(() => world.nowMs())
  const broker = new Broker(world)
  giveStores(world, { eventStore, broker })
  const known = begin(eventStore, prologue, random.chance(prologueShare))
  let processes = modules.map((own, index) => startProcess(`p${index + 1}`, own))
  const isSteady = ({ pausedUntilMs }: Process): boolean => pausedUntilMs <= world.nowMs()
  const anyProcess = (): Process => {
    const steady = processes.filter(isSteady)
    return random.pick(steady.length > 0 ? steady : processes)
  }
  const usesBroker = random.chance(0.5)
  const platform = new Platform({
    ...{ world, manifest, environment, anyProcess },
    habits: {
      staysInProcess: random.chance(0.5),
      lostPokes: random.pick([0, 0.5, 0.9]),
      variables: { ...variables, ...(usesBroker ? { KAFKA_BROKERS: 'broker:9092' } : {}) },
    },
  })
  world.whenProcessDies((dead) => {
    const [name = '', starts = '1'] = dead.name.split('.')
    const next = startProcess(`${name}.${Number(starts) + 1}`, dead.modules)
    processes = processes.map((one) => (one === dead ? next : one))
    world.finishFirst(dead.modules.forget())
  })
  const sent: SentCommand[] = []
  const clients: ClientHabits[] = Array.from({ length: 2 + random.below(3) }, () => ({
    commands: 2 + random.below(3),
    givesUp: random.pick([0, 0.5, 1]),
    sendsTwice: random.pick([0, 0, 0.2]),
    longestThinkMs: random.pick([5, 200, 4_000]),
  }))
  return {
    ...{ world, eventStore, broker, platform, anyProcess, sent, known, clients, tenantId },
    faults: noFaults(),
    processes: (): readonly Process[] => processes,
  }
}

/**
 * Lives the story of the clients with faults, and then lets the jobs end without faults what was begun.
 * @throws WorldStuck or Error when that does not come to an end
 */
const run = async (story: Story): Promise<void> => {
  const { world, platform, broker, clients, faults, eventStore, processes } = story
  const { random } = world
  provideRuntime(platform)
  for (let consumer = 0; consumer < consumerCount; consumer++)
    void runAs({ world, process: undefined, label: `consumer ${consumer + 1}` }, () =>
      consume(consumer, story),
    )
  const habits = random.pick(faultHabits)
  world.disturbBy(randomFaults({ world, counts: faults, eventStore, broker, processes, habits }))
  let isOver = false
  void runAs({ world, process: undefined, label: 'schedule' }, () => runSchedule(story, () => isOver))
  await world.runUntil('clients', () =>
    Promise.all(
      clients.map((habits, index) =>
        runAs({ world, process: undefined, label: `c${index + 1}` }, () =>
          runClient(`c${index + 1}`, story, habits),
        ),
      ),
    ),
  )
  isOver = true
  world.disturbBy(undefined)
  world.note('* no more faults')
  for (const process of processes()) process.clockOffsetMs = 0
  await world.runUntil('settle', () => settle(story))
}

export const provideRuntime = (platform: Platform): void => {
  runtime.invoke = (...invocation) => platform.invoke(...invocation)
}

/** The platform of the life that runs. */
const runtime: Pick<Platform, 'invoke'> = { invoke: () => Promise.reject(new Error('No life runs')) }

/** Lets the functions of all lives find their platform. */
export const provideRuntimeOfLives = (environment: AsyncLocalStorage<Environment>): void =>
  provideHostRuntime({ environment, invoke: (key, payload, type) => runtime.invoke(key, payload, type) })

const prove = async ({ sql, tenantId, audit }: Stage, { eventStore, sent }: Story): Promise<string[]> => {
  const history = foldHistory(eventStore)
  return [
    ...proveCommands(sent, history),
    ...proveNumbers(eventStore, history),
    ...proveStreams(history),
    ...proveRows(history, await readModelOf(sql, tenantId)),
    ...(await proveTables(sql, { tenantId, audit }, history)),
  ]
}
