import { type Random, randomFrom, seedOf } from '../seeded-random.ts'
import type { Kind } from './commands.ts'
import { type FaultKind, faultKinds, type PlannedFault } from './fault-kinds.ts'

/** How a client behaves with one command. Whatever it does, it sends the same command with the same key. */
export type Manner = {
  firstHost: 0 | 1
  /** It does not wait longer for the response to its first attempt, and tries again. */
  impatientAfterMs: number | undefined
  /** Its first attempt goes to both hosts at once. */
  isTwice: boolean
  /** After an attempt without a definite answer it never tries again, as if the client had died. */
  isAbandoned: boolean
}

/** A command. Its name is its idempotency key and its correlation id, so it is found in the streams. */
export type Planned = {
  name: string
  kind: Kind
  /** The invoice or receipt of the story that it is for, and those of a receipt over several. */
  target: string
  others: readonly string[]
  place: 'MAIN' | 'CTG'
  amount: string
  manner: Manner
}

/** What one client does: beats one after another, the commands of a beat at once. */
export type Story = readonly (readonly Planned[])[]

export type RoundPlan = { round: number; stories: readonly Story[]; faults: readonly PlannedFault[] }

export type PlanOptions = { seed: string; clients: number; faultKinds: readonly FaultKind[] }

/** The commands and faults of a round. They follow from the seed and the number of the round alone. */
export const planRound = ({ seed, clients, faultKinds: kinds }: PlanOptions, round: number): RoundPlan => {
  const random = randomFrom(seedOf(`${seed}/${round}`))
  const stories = Array.from({ length: clients }, (_, client) => planStory(random, `r${round}-c${client}`))
  return { round, stories, faults: planFaults(random, kinds) }
}

const planStory = (random: Random, name: string): Story => {
  let count = 0
  const plan = (kind: Kind, target: string, rest: Partial<Planned> = {}): Planned => ({
    name: `${name}-${count++}`,
    kind,
    target,
    others: [],
    place: 'MAIN',
    amount: `${random.between(1, 300)}.00`,
    manner: planManner(random),
    ...rest,
  })
  return random.pick([lifeOfInvoice, lifeOfInvoice, rivals, withdrawal, receiptOverSeveral])(random, plan)
}

const planManner = (random: Random): Manner => ({
  firstHost: random.chance(0.5) ? 0 : 1,
  impatientAfterMs: random.chance(0.25) ? random.between(1, 120) : undefined,
  isTwice: random.chance(0.1),
  isAbandoned: random.chance(0.05),
})

type Plan = (kind: Kind, target: string, rest?: Partial<Planned>) => Planned
type StoryOf = (random: Random, plan: Plan) => Story

const lifeOfInvoice: StoryOf = (random, plan) => {
  const place = random.pick(['MAIN', 'MAIN', 'CTG'] as const)
  const middle = Array.from({ length: random.between(1, 4) }, () => [
    plan(random.pick(['pay', 'pay', 'credit', 'debit']), 'a'),
  ])
  return [
    [plan('create', 'a', { place })],
    ...(random.chance(0.5) ? [[plan('submit', 'a')]] : []),
    [plan('approve', 'a')],
    ...middle,
    ...(random.chance(0.4) ? [[plan(random.pick(['writeOff', 'cancel']), 'a')]] : []),
  ]
}

/** Commands at once on one invoice, of which some exclude each other. */
const rivals: StoryOf = (random, plan) => [
  [plan('create', 'a')],
  [plan('approve', 'a'), plan(random.pick(['approve', 'submit', 'cancel']), 'a')],
  [plan('pay', 'a'), plan(random.pick(['pay', 'credit', 'debit']), 'a'), plan('credit', 'a')],
  [plan(random.pick(['cancel', 'pay']), 'a'), plan('writeOff', 'a')],
]

const withdrawal: StoryOf = (random, plan) => [
  [plan('create', 'a'), plan('create', 'b', { place: 'CTG' })],
  [plan('submit', 'a'), plan('approve', 'b')],
  [plan('cancel', 'a'), plan('cancel', 'b')],
  ...(random.chance(0.5) ? [[plan('create', 'c')], [plan('approve', 'c')]] : []),
]

/** A receipt over several invoices, which others pay or credit at the same time. */
const receiptOverSeveral: StoryOf = (random, plan) => {
  const slots = ['a', 'b', 'c'].slice(0, random.between(2, 3))
  const rest = { others: slots, amount: '1500.00' }
  return [
    slots.map((slot) => plan('create', slot)),
    slots.map((slot) => plan('approve', slot)),
    [plan('receipt', 'r', rest), ...(random.chance(0.5) ? [plan('cancel', 'a')] : [])],
    [plan('allocate', 'r', { others: ['b'], amount: '50.00' }), plan('credit', 'b')],
    ...(random.chance(0.4) ? [[plan('reverseReceipt', 'r'), plan('pay', 'b')]] : []),
  ]
}

const planFaults = (random: Random, kinds: readonly FaultKind[]): PlannedFault[] =>
  Array.from({ length: random.between(1, 3) }, () => {
    const kind = random.pick(kinds as [FaultKind, ...FaultKind[]])
    const { targets } = faultKinds[kind]
    return {
      kind,
      target: random.pick<string>(targets),
      afterMs: random.between(0, 900),
      // A few last longer than the deadlines of the service and the lease of the relay.
      forMs: random.chance(0.08) ? random.between(5_000, 8_000) : random.between(50, 1_500),
      detail: random.below(1_000),
    }
  })
