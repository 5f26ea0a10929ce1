import type * as z from 'zod'
import type { Decision } from '../../../domain/decision.ts'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import type { Invoices } from '../../../domain/receipt/decide-allocations.ts'
import type { ReceiptEvent } from '../../../domain/receipt/events.ts'
import type { ExistingReceipt } from '../../../domain/receipt/state.ts'
import { openAllocations } from '../../../domain/receipt/sums.ts'
import { RevisionConflict } from '../../../infra/event-store/errors.ts'
import { receiptStream } from '../../../infra/event-store/stream-names.ts'
import type { FunctionDeclaration } from '../../../infra/lambda/tenant-function.ts'
import { command } from '../command.ts'
import { receiptNotFound } from '../errors.ts'
import { noticeNewRefusal } from '../refusals.ts'
import type { Situation } from '../situation.ts'
import { type Guard, loadGuarded, type ReceiptStream } from '../stream.ts'
import type { Attempt, Subject } from '../subject.ts'
import {
  anyReceipt,
  finishFirst,
  type NeededInvoice,
  type ReceiptKind,
  readForDecision,
} from './any-receipt.ts'
import { type InvoiceStreams, statesOf } from './read-invoices.ts'

type ReceiptInput = { receiptId: string }
type Kind = ReceiptKind<ReceiptStream>

/** `invoicesOf` returns the invoices that the decision needs. */
const existingReceipt = <Input extends ReceiptInput>(
  invoicesOf: (receipt: ExistingReceipt, input: Input) => readonly NeededInvoice[],
): Subject<Kind, Input> => ({
  ...anyReceipt,
  targetOf: ({ input, context }) => ({ tenantId: context.tenantId, id: input.receiptId }),
  load: async (attempt) => {
    const { input, context } = attempt.call
    const name = receiptStream(context.tenantId, input.receiptId)
    const loaded = await loadFinished(name, attempt)
    if (!loaded) return receiptNotFound(input.receiptId)
    const { found, guard } = loaded
    const read = await readForDecision(invoicesOf(found.state, input), { found, attempt })
    if (!read.ok) return read
    assertPartsCarried(found, read.invoices)
    // Without a key no other attempt is this command.
    const ownGuard = attempt.identity.key === undefined ? undefined : guard
    return { ok: true, name, found, beside: { invoices: read.invoices }, guard: ownGuard, isFinished: true }
  },
})

/**
 * Reads the receipt until there is nothing left to finish, so that it is as new as its guard. Finishing reads
 * it again when others have appended, and what they appended may be a refusal.
 */
const loadFinished = async (
  name: string,
  attempt: Attempt<object>,
): Promise<{ found: ReceiptStream; guard: Guard } | undefined> => {
  for (;;) {
    const { found, guard } = await loadGuarded(receipts, name)
    if (!found) return undefined
    noticeNewRefusal(guard, attempt)
    if ((await finishFirst(found)) === found) return { found, guard }
  }
}

/**
 * An invoice that could not be read when the parts were carried, and then could, lacks its part of this
 * receipt. The next attempt carries the part first.
 * @throws RevisionConflict when there is such an invoice
 */
const assertPartsCarried = ({ name, state, revision }: ReceiptStream, invoices: InvoiceStreams): void => {
  if (openAllocations(state).some(({ invoiceId }) => invoices.has(invoiceId)))
    throw new RevisionConflict(name, revision, undefined)
}

type On<Input> = Omit<Situation<Kind, Input>, 'state' | 'invoices'> & {
  receipt: ExistingReceipt
  invoices: Invoices
}

type ReceiptCommand<Schema extends z.ZodType> = FunctionDeclaration<Schema> & {
  invoicesOf(receipt: ExistingReceipt, input: z.output<Schema>): readonly NeededInvoice[]
  decide(on: On<z.output<Schema>>): Decision<ReceiptEvent>
}

/** A command on a receipt that exists. */
export const receiptCommand = <Schema extends z.ZodType<ReceiptInput>>({
  decide,
  invoicesOf,
  ...declared
}: ReceiptCommand<Schema>) =>
  command(existingReceipt(invoicesOf), {
    ...declared,
    decide: ({ state, invoices, ...situation }) =>
      decide({ ...situation, receipt: state, invoices: statesOf(invoices) }),
  })
