import type * as z from 'zod'
import type { Decision } from '../../../domain/decision.ts'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import type { Invoices } from '../../../domain/receipt/decide-allocations.ts'
import type { ReceiptEvent } from '../../../domain/receipt/events.ts'
import type { ExistingReceipt } from '../../../domain/receipt/state.ts'
import { receiptStream } from '../../../infra/event-store/stream-names.ts'
import type { FunctionDeclaration } from '../../../infra/lambda/tenant-function.ts'
import { command } from '../command.ts'
import { receiptNotFound } from '../errors.ts'
import type { Situation } from '../situation.ts'
import { load, type ReceiptStream } from '../stream.ts'
import type { Subject } from '../subject.ts'
import {
  anyReceipt,
  finishFirst,
  type NeededInvoice,
  type ReceiptKind,
  readForDecision,
} from './any-receipt.ts'
import { statesOf } from './read-invoices.ts'

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
    const loaded = await load(receipts, name)
    if (!loaded) return receiptNotFound(input.receiptId)
    const found = await finishFirst(loaded)
    const read = await readForDecision(invoicesOf(found.state, input), { found, attempt })
    return read.ok ? { ok: true, name, found, beside: { invoices: read.invoices } } : read
  },
})

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
