import { randomBytes } from 'node:crypto'
import { openCheck } from './check.ts'
import { type Sent, type Service, tellStory } from './clients.ts'
import type { Finding } from './effects.ts'
import { possibleFaults } from './fault-kinds.ts'
import { injectFaults } from './faults.ts'
import { planRound, type RoundPlan } from './plan.ts'
import { progressLine, roundLines } from './progress.ts'
import { addRound, newSummary, type Summary } from './summary.ts'
import type { System } from './system.ts'
import { registerTenant } from './tenant.ts'

export type ChaosOptions = {
  seed: string
  rounds: number
  /** The run ends after so long, also before the last round. */
  maxMs: number
  clients: number
  hasBroker: boolean
  hasSmallDisk: boolean
  /** Rounds between two checks. */
  checkEvery: number
  log(line: string): void
  /** Gets the story of each round: its commands, its faults, and what came of them. */
  story(line: string): void
}

/** A check compares all rows of a tenant, so a tenant gets no more rounds than this. */
const roundsOfTenant = 25

/** Runs rounds until the last one, the end of the time, or the first finding. */
export const runChaos = async (system: System, options: ChaosOptions): Promise<Summary> => {
  Object.assign(process.env, system.environment)
  const { seed, rounds, maxMs, clients, hasBroker: broker, hasSmallDisk: smallDisk, checkEvery } = options
  const faultKinds = possibleFaults({ broker, smallDisk })
  const summary = newSummary(seed)
  const check = openCheck()
  const run = randomBytes(2).toString('hex')
  const startedMs = performance.now()
  let tenant = ''
  let token = ''
  let sent: Sent[] = []
  for (let round = 1; round <= rounds; round++) {
    if ((round - 1) % roundsOfTenant === 0) {
      tenant = `t${run}-${round}`
      token = await registerTenant(system.hostUrls()[0], system.secret, tenant)
    }
    const plan = planRound({ seed, clients, faultKinds }, round)
    for (const line of roundLines(plan)) options.story(line)
    const ofRound = await playRound(system, { tenant, token }, plan)
    for (const one of ofRound) options.story(`${round} ${written(one)}`)
    sent.push(...ofRound)
    addRound(summary, plan, ofRound)
    const isOver = round === rounds || performance.now() - startedMs > maxMs
    if (isOver || round % checkEvery === 0 || round % roundsOfTenant === 0) {
      summary.findings.push(...(await check.settle(tenant, sent)))
      sent = []
      Object.assign(summary, { events: check.events(), late: check.late() })
    }
    options.log(progressLine(summary, plan, { rounds, elapsedMs: performance.now() - startedMs }))
    if (isOver || summary.findings.length > 0) break
  }
  summary.findings.push(...(await check.auditAll()), ...ownEnds(system))
  summary.seconds = (performance.now() - startedMs) / 1000
  return summary
}

/** A host never ends by itself. The node does, when it is started while its PostgreSQL is down. */
const ownEnds = ({ forked }: System): Finding[] =>
  [...forked.values()]
    .filter(({ name }) => name !== 'node')
    .flatMap(({ name, ownEnds: ends }) =>
      ends().map((how): Finding => ({ kind: 'other', where: name, what: `it ended by itself: ${how}` })),
    )

const written = ({ command, answer, attempts, target }: Sent): string => {
  const how = answer.kind === 'done' ? `revision ${answer.value.revision}` : Object.values(answer).join(' ')
  return `${command.name} ${command.kind} ${target ?? ''}: ${how} after ${attempts}`
}

type Tenant = { tenant: string; token: string }

/** The clients tell their stories while the faults happen. */
const playRound = async (system: System, own: Tenant, { stories, faults }: RoundPlan): Promise<Sent[]> => {
  let isHealed = false
  const service: Service = { ...own, urls: system.hostUrls, date: daysAgo(5), isHealed: () => isHealed }
  const [sent] = await Promise.all([
    Promise.all(stories.map((story) => tellStory(service, story))),
    injectFaults(system, faults).then(() => {
      isHealed = true
    }),
  ])
  return sent.flat()
}

/** Old enough for a host whose clock is a day behind. */
const daysAgo = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 'YYYY-MM-DD'.length)
