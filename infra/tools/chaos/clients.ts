import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, ask, type Value } from './ask.ts'
import { operations } from './commands.ts'
import type { Planned, Story } from './plan.ts'

/** What a client knows of a command in the end. */
export type Sent = {
  command: Planned
  /** Of the invoice or receipt that it was for, or that it made; unknown for one that was never made. */
  target: string | undefined
  attempts: number
  /** Whether an attempt before the last one had no definite answer. */
  wasUnknown: boolean
  answer: Answer
}

/** The service as clients know it. */
export type Service = {
  urls(): readonly [string, string]
  tenant: string
  token: string
  /** Invoices, payments and receipts are of this date. */
  date: string
  /** Becomes true when every fault is over. From then on clients do not give up for a long time. */
  isHealed(): boolean
}

/** Longer than any deadline of the service. */
const timeoutMs = 35_000
/** An answer that takes longer than this after all faults are over is a fault of the service. */
const patienceMs = 90_000

/** Carries out a story, and returns what became of each command that was sent. */
export const tellStory = async (service: Service, story: Story): Promise<Sent[]> => {
  const slots = new Map<string, Value>()
  const sent: Sent[] = []
  for (const beat of story) {
    const known = beat.flatMap((command) => {
      const variables = variablesOf(command, slots, service)
      return variables ? [{ command, variables }] : []
    })
    const results = await Promise.all(
      known.map(({ command, variables }) => sendUntilDefinite(service, command, variables)),
    )
    for (const result of results) {
      const { command, answer } = result
      const made = answer.kind === 'done' ? answer.value : undefined
      if (made && (command.kind === 'create' || command.kind === 'receipt')) slots.set(command.target, made)
      sent.push({ ...result, target: slots.get(command.target)?.id })
    }
  }
  return sent
}

/** Undefined for a command on what was never made. */
const variablesOf = (
  { name, kind, target, others, place, amount }: Planned,
  slots: ReadonlyMap<string, Value>,
  { date }: Service,
): object | undefined => {
  if (kind === 'create') return { input: { ...invoiceOf(date), place } }
  const allocations = others.flatMap((slot) => {
    const invoice = slots.get(slot)
    return invoice ? [{ invoiceId: invoice.id, amount: kind === 'allocate' ? amount : '400.00' }] : []
  })
  const money = { amount, method: 'CASH', paidOn: date, reference: name }
  if (kind === 'receipt') return { input: { customerId: 'customer-1', ...money, allocations } }
  const found = slots.get(target)
  if (!found) return undefined
  const lines = [{ lineItemId: found.lineItems?.[0]?.id, quantity: '1' }]
  return {
    ...{ id: found.id },
    ...(kind === 'pay' ? { input: money } : {}),
    ...(kind === 'credit' || kind === 'debit' ? { lines } : {}),
    ...(kind === 'allocate' ? { allocations } : {}),
    ...(['credit', 'debit', 'writeOff', 'cancel', 'reverseReceipt'].includes(kind) ? { reason: name } : {}),
  }
}

const invoiceOf = (date: string) => ({
  ...{ vendorId: 'vendor-1', customerId: 'customer-1', invoiceDate: date, dueDate: date },
  lineItems: [{ description: 'Cement', unit: 'bag', quantity: '10', unitPrice: '100.00' }],
})

type Result = Omit<Sent, 'target'>

/** Sends the command with the same key again and again, until an answer says what became of it. */
const sendUntilDefinite = async (service: Service, command: Planned, variables: object): Promise<Result> => {
  const { firstHost, impatientAfterMs, isTwice, isAbandoned } = command.manner
  const attempt = (host: number, timeout: number): Promise<Answer> =>
    ask({
      url: service.urls()[host % 2] as string,
      token: service.token,
      name: command.name,
      operation: operations[command.kind],
      variables,
      timeoutMs: timeout,
    })
  let healedAtMs: number | undefined
  for (let attempts = 1; ; attempts++) {
    const isFirst = attempts === 1
    const host = firstHost + attempts - 1
    const waits = isFirst ? (impatientAfterMs ?? timeoutMs) : timeoutMs
    const answers = [attempt(host, waits), ...(isFirst && isTwice ? [attempt(host + 1, waits)] : [])]
    const answer = bestOf(await Promise.all(answers))
    if (service.isHealed()) healedAtMs ??= performance.now()
    const givesUp = isAbandoned || performance.now() - (healedAtMs ?? Infinity) > patienceMs
    if (answer.kind !== 'unknown' || givesUp) return { command, attempts, wasUnknown: attempts > 1, answer }
    await pause(Math.min(400, 30 * attempts))
  }
}

/** Of two attempts at once the one that says more. */
const bestOf = (answers: Answer[]): Answer =>
  (['defect', 'done', 'refused', 'unknown'] as const)
    .map((kind) => answers.find((answer) => answer.kind === kind))
    .find((answer) => answer !== undefined) as Answer
