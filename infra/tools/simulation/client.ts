import { rolePermissions } from '../../auth/permissions.ts'
import type { Answer } from '../../lambda/envelope.ts'
import { type Command, chooseCommand, type Known } from './commands.ts'
import type { Platform } from './platform.ts'
import type { Process } from './world/process.ts'
import type { World } from './world/world.ts'

/** How a command of a client ended. `given up`: the client wants no answer any more. */
export type Ending = 'done' | 'refused' | 'given up'

/** A command that was sent, and what is known of it. */
export type SentCommand = Command & {
  /** The correlation ids of its attempts: every event has the one of the attempt that caused it. */
  attempts: string[]
  ending: Ending | undefined
  /** The code of the refusal. */
  code: string | undefined
  /** How many of its attempts still run. */
  running: number
  /** Whether no other attempt was running when the refusal came: one that runs may still succeed. */
  isRefusalFinal: boolean
}

/** How the clients of a life behave. */
export type ClientHabits = {
  commands: number
  /** How often a client gives up on a command, whatever became of it. */
  givesUp: number
  /** How often a client sends a command twice at once. */
  sendsTwice: number
  longestThinkMs: number
}

type Options = {
  world: World
  platform: Platform
  tenantId: string
  anyProcess(): Process
  known: Known
  sent: SentCommand[]
}

/** A client waits for so long, as the gateway does, and then sends its command again. */
const patienceMs = 29_000
const longestPauseMs = 3_000

/** Sends commands one after the other. Each is repeated with its key until there is a definite answer. */
export const runClient = async (name: string, options: Options, habits: ClientHabits): Promise<void> => {
  const { world, known } = options
  for (let number = 1; number <= habits.commands; number++) {
    await world.sleep(world.random.next() * habits.longestThinkMs)
    await sendCommand(options, chooseCommand(world.random, known, world.nowMs()), `${name}-${number}`, habits)
  }
}

/** Sends a command until there is a definite answer, or the client gives up. */
export const sendCommand = async (
  options: Options,
  chosen: Omit<Command, 'key'>,
  key: string,
  habits: Pick<ClientHabits, 'givesUp' | 'sendsTwice'>,
): Promise<void> => {
  const unanswered = { ending: undefined, code: undefined, running: 0, isRefusalFinal: false }
  const command: SentCommand = { ...chosen, key, attempts: [], ...unanswered }
  options.sent.push(command)
  await sendUntilAnswered(options, command, habits)
}

const sendUntilAnswered = async (
  options: Options,
  command: SentCommand,
  { givesUp, sendsTwice }: Pick<ClientHabits, 'givesUp' | 'sendsTwice'>,
): Promise<void> => {
  const { world } = options
  for (;;) {
    if (world.random.chance(sendsTwice)) void attempt(options, command).catch(() => undefined)
    const answer = await Promise.race([
      attempt(options, command).catch(() => undefined),
      world.sleep(patienceMs).then(() => undefined),
    ])
    if (answer?.ok) {
      command.ending = 'done'
      learn(options.known, command, answer.value)
      return
    }
    if (answer && !answer.error.retryable) {
      command.ending = 'refused'
      command.code = answer.error.code
      command.isRefusalFinal = command.running === 0
      return
    }
    if (world.random.chance(givesUp)) {
      command.ending = 'given up'
      return
    }
    await world.sleep(world.random.next() * longestPauseMs)
  }
}

const attempt = async (
  { world, platform, tenantId, anyProcess }: Options,
  command: SentCommand,
): Promise<Answer> => {
  const { functionKey, field, input, key, attempts } = command
  const correlationId = `${key}/${attempts.length + 1}`
  attempts.push(correlationId)
  const context = {
    ...{ tenantId, actor: { id: 'user-1', role: 'admin' }, permissions: rolePermissions.admin },
    ...{ correlationId, idempotencyKey: key },
  }
  command.running++
  try {
    const process = anyProcess()
    world.note(`* ${correlationId} ${field} to ${process.name}`)
    const answer = (await platform.call(process, functionKey, { field, input, context })) as Answer
    world.note(`* ${correlationId} ${field} ${answer.ok ? 'done' : answer.error.code}`)
    return answer
  } finally {
    command.running--
  }
}

type Seen = {
  id: string
  status?: string
  lineItems?: { id: string }[]
  payments?: { id: string }[]
}

/** What a client sees in the answer of its own command. */
const learn = (known: Known, { field }: SentCommand, value: unknown): void => {
  const { id, status = '', lineItems: [line] = [], payments = [] } = value as Seen
  if (field.endsWith('Receipt')) {
    if (!known.receipts.includes(id)) known.receipts.push(id)
    return
  }
  const invoice = known.invoices.find((one) => one.id === id)
  const seen = { isIssued: !drafts.includes(status), payments: payments.map((payment) => payment.id) }
  if (invoice) Object.assign(invoice, seen)
  else if (line) known.invoices.push({ id, lineItemId: line.id, ...seen })
}

/** The statuses of invoices that are not issued, or not any more. */
const drafts: readonly string[] = ['DRAFT', 'PENDING_APPROVAL', 'REJECTED', 'CANCELLED']
