import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Decision } from '../decision.ts'
import type { InvoiceEvent } from '../invoice/events.ts'
import { add, writeTaka, zero } from '../money/poisha.ts'
import { crediting, noon, paying, refunding, reversing } from '../testing/examples.ts'
import {
  allocating,
  invoiceOf,
  issuedEvents,
  receiptAfter,
  recording,
  reversingReceipt,
  transfer,
} from '../testing/receipts.ts'
import type { Decide } from '../testing/scenario.ts'
import type { ReceiptEvent } from './events.ts'
import { outcomeOf, settlePart } from './settle-part.ts'
import type { ExistingReceipt } from './state.ts'
import { allocatedOf, openAllocations } from './sums.ts'

/**
 * Any interleaving of commands on a receipt and on its invoices, and of processes that carry the parts at the
 * same time. A process reads, decides and appends in separate steps; an append with another revision than it
 * read fails, and the process reads again. A process that gets no more steps has crashed.
 */
const ids = ['i-1', 'i-2']
const issuedOnce = new Map(ids.map((id) => [id, issuedEvents(id)]))

class Streams {
  readonly receipt: ReceiptEvent[] = []
  readonly invoices = new Map(ids.map((id) => [id, [...(issuedOnce.get(id) ?? [])]]))

  of(id: string): InvoiceEvent[] {
    return this.invoices.get(id) ?? []
  }
}

/** Appends when nothing was appended since `revision`, as the event store does. */
const append = <Event>(stream: Event[], events: readonly Event[], revision: number): boolean => {
  if (stream.length !== revision) return false
  stream.push(...events)
  return true
}

type Process = Generator<undefined, void, void>

function* carryParts(streams: Streams): Process {
  for (;;) {
    const revision = streams.receipt.length
    const receipt = receiptAfter(...streams.receipt)
    const open = openAllocations(receipt)
    if (open.length === 0) return
    const outcomes: ReceiptEvent[] = []
    for (const part of open) {
      for (;;) {
        const events = [...streams.of(part.invoiceId)]
        const invoice = invoiceOf(events)
        const outcome = outcomeOf(receipt, part, { invoice, events }, noon)
        yield
        if (outcome) {
          outcomes.push(outcome)
          break
        }
        append(streams.of(part.invoiceId), [settlePart(receipt, part, invoice, noon)], events.length)
        yield
      }
    }
    append(streams.receipt, outcomes, revision)
    yield
  }
}

type Command = (receipt: ExistingReceipt, streams: Streams) => Decision<ReceiptEvent>

/** Finishes what is open, decides, appends and carries, as the command functions do. */
function* onReceipt(streams: Streams, command: Command): Process {
  for (;;) {
    yield* carryParts(streams)
    const revision = streams.receipt.length
    const decision = command(receiptAfter(...streams.receipt), streams)
    yield
    if (!decision.ok) return
    if (append(streams.receipt, decision.events, revision)) break
  }
  yield* carryParts(streams)
}

function* onInvoice(streams: Streams, id: string, decide: Decide): Process {
  const revision = streams.of(id).length
  const decision = decide(invoiceOf(streams.of(id)))
  yield
  if (decision.ok) append(streams.of(id), decision.events, revision)
}

const allInvoices = (streams: Streams) => ids.map((id) => invoiceOf(streams.of(id)))

const id = fc.constantFrom(...ids)
const amount = fc.constantFrom('500', '6000', '11500')
const parts = fc.uniqueArray(fc.tuple(id, amount), { selector: ([invoiceId]) => invoiceId, maxLength: 2 })

const onAnInvoice = fc.record({ kind: fc.constantFrom('pay', 'unpay', 'credit', 'refund'), id, amount })
const command = fc.oneof(
  { weight: 3, arbitrary: onAnInvoice },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('carry' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('allocate' as const), parts, accept: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reverse' as const) }) },
)
type CommandOf = typeof command extends fc.Arbitrary<infer Value> ? Value : never

const decideOn = (kind: string, of: string, size: string, n: number): Decide => {
  if (kind === 'pay') return paying('500', { id: `p-${of}` })
  if (kind === 'refund') return refunding(size, { id: `f-${n}` })
  if (kind === 'unpay') return reversing(`p-${of}`)
  return crediting([{ lineItemId: 'i-1-1', amount: size }], { id: `n-${of}-${n}` })
}

const processOf = (streams: Streams, one: CommandOf, n: number): Process => {
  if ('id' in one) return onInvoice(streams, one.id, decideOn(one.kind, one.id, one.amount, n))
  if (one.kind === 'carry') return carryParts(streams)
  if (one.kind === 'reverse')
    return onReceipt(streams, (receipt) => reversingReceipt(receipt, allInvoices(streams)))
  return onReceipt(streams, (receipt) => allocating(receipt, one.parts, allInvoices(streams), one.accept))
}

/** What the invoices have of the receipt: the payments that are not reversed. */
const atInvoices = (streams: Streams) =>
  allInvoices(streams).flatMap(({ payments }) =>
    payments.filter(({ receiptId, reversal }) => receiptId !== null && reversal === null),
  )

const requireEveryTakaOnce = (receipt: ExistingReceipt) =>
  expect(add(allocatedOf(receipt), receipt.unapplied, receipt.reversed)).toBe(receipt.amount)

/** Two processes carry the parts after invoices have changed, while these commands run. */
const lives = fc.record({
  first: parts,
  accept: fc.boolean(),
  changes: fc.array(onAnInvoice, { maxLength: 2 }),
  commands: fc.array(command, { minLength: 1, maxLength: 3 }),
  steps: fc.array(fc.nat(), { maxLength: 40, size: 'max' }),
})

test('in every state each taka is allocated, unapplied or reversed, and in the end the invoices agree', () => {
  fc.assert(
    fc.property(lives, ({ first, accept, changes, commands, steps }) => {
      const streams = new Streams()
      const input = transfer('20000', first, { acceptOverpayment: accept })
      const decision = recording(input, allInvoices(streams))
      if (!decision.ok) return
      append(streams.receipt, decision.events, 0)
      for (const [n, one] of changes.entries()) for (const _ of processOf(streams, one, n));
      const processes = [carryParts(streams), carryParts(streams)]
      processes.push(...commands.map((one, n) => processOf(streams, one, n + changes.length)))
      for (const step of steps) {
        processes[step % processes.length]?.next()
        requireEveryTakaOnce(receiptAfter(...streams.receipt))
      }
      for (const _ of carryParts(streams)) requireEveryTakaOnce(receiptAfter(...streams.receipt))

      const receipt = receiptAfter(...streams.receipt)
      const applied = receipt.allocations.filter(({ state }) => state === 'CARRIED')
      expect(receipt.allocations.every(({ state }) => /^(CARRIED|REFUSED|REVERSED)$/.test(state))).toBe(true)
      const paymentOf = ({ paymentId, amount: paid }: { paymentId: string; amount: bigint }) => [
        paymentId,
        paid,
      ]
      expect(
        new Map(atInvoices(streams).map((one) => paymentOf({ ...one, paymentId: one.id }) as never)),
      ).toEqual(new Map(applied.map((one) => paymentOf(one) as never)))
      expect(writeTaka(add(zero, ...applied.map((one) => one.amount)))).toBe(writeTaka(allocatedOf(receipt)))
    }),
    { numRuns: Number(process.env.MODEL_SEQUENCES ?? 2000) },
  )
})
