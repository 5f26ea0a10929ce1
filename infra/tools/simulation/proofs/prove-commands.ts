import type { SentCommand } from '../client.ts'
import type { StoredEvent } from '../stand-ins/event-store.ts'
import type { History } from './history.ts'

/**
 * Each command had its effect once, or a definite refusal and no effect; one that a client gave up on had it
 * once or not at all.
 */
export const proveCommands = (sent: readonly SentCommand[], history: History): string[] => {
  const caused = eventsByAttempt([...history.invoices, ...history.receipts].flatMap(({ stored }) => stored))
  const refused = eventsByAttempt(history.refusals)
  return sent.flatMap((command) => [
    ...proveCommand(command, caused),
    ...proveRefusal(command, caused, refused),
  ])
}

type Caused = ReadonlyMap<string, readonly StoredEvent[]>

const eventsByAttempt = (events: readonly StoredEvent[]): Caused =>
  Map.groupBy(events, ({ metadata }) => String(JSON.parse(metadata).correlationId))

const recorded: readonly string[] = ['createInvoice', 'recordReceipt', 'allocateReceipt', 'reverseReceipt']

/**
 * A command whose refusal is recorded may take effect afterwards only by an attempt that has read the refusal
 * in its stream. One that has taken effect is repeated and not refused, so a refusal came first.
 */
const proveRefusal = (
  { key, field, attempts, ending, code }: SentCommand,
  caused: Caused,
  refused: Caused,
): string[] => {
  if (ending !== 'refused' || !recorded.includes(field)) return []
  const began = attempts.flatMap((attempt) => caused.get(attempt) ?? [])
  const isRecorded = attempts.some((attempt) => refused.has(attempt))
  return began.length === 0 || isRecorded
    ? []
    : [`command ${key} (${field}) was refused with ${code}, and the refusal did not keep it from its effect`]
}

const proveCommand = (command: SentCommand, caused: Caused): string[] => {
  const { key, field, attempts, ending, code, isRefusalFinal } = command
  const effective = attempts.filter((attempt) => caused.has(attempt))
  const events = effective.flatMap((attempt) => caused.get(attempt) ?? [])
  const problems: string[] = []
  if (effective.length > 1) problems.push(`took effect by several attempts: ${effective.join(', ')}`)
  if (ending === 'done' && events.length === 0) problems.push('was answered as done and has no event')
  if (ending === 'refused' && isRefusalFinal && events.length > 0)
    problems.push(`was refused with ${code} and has events`)
  if (code === 'INTERNAL_SERVER_ERROR') problems.push('was answered with an unexpected error')
  if (ending === undefined) problems.push('has no answer')
  for (const [name, same] of Map.groupBy(events, (event) => effectOf(event, field)))
    if (same.length > 1) problems.push(`caused ${same.length} events: ${name}`)
  return problems.map((problem) => `command ${key} (${field}) ${problem}`)
}

/** What a command may cause once. The parts of a receipt are told apart by their payments. */
const effectOf = ({ stream, type, data }: StoredEvent, field: string): string => {
  const { paymentId, document } = JSON.parse(data) as { paymentId?: string; document?: object }
  const part = field.endsWith('Receipt') ? (paymentId ?? '') : ''
  return `${stream} ${type} ${part}${document === undefined ? '' : JSON.stringify(document)}`
}
