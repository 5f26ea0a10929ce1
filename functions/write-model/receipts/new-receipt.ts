import { randomUUID } from 'node:crypto'
import type * as z from 'zod'
import type { Decision } from '../../../domain/decision.ts'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import type { Invoices } from '../../../domain/receipt/decide-allocations.ts'
import type { ReceiptEvent } from '../../../domain/receipt/events.ts'
import { noReceipt, type Receipt } from '../../../domain/receipt/state.ts'
import { receiptStream } from '../../../infra/event-store/stream-names.ts'
import type { FunctionDeclaration } from '../../../infra/lambda/tenant-function.ts'
import { command } from '../command.ts'
import { keyReused, tenantUnknown } from '../errors.ts'
import { createdId } from '../ledger.ts'
import { loadTenant } from '../load-tenant.ts'
import type { Situation } from '../situation.ts'
import { loadGuarded, type ReceiptStream } from '../stream.ts'
import type { Attempt, Subject } from '../subject.ts'
import { allocatedTo, anyReceipt, finishFirst, type ReceiptKind, readForDecision } from './any-receipt.ts'
import { statesOf } from './read-invoices.ts'
import { readReceiptOfKey, recordReceiptKey } from './receipt-key.ts'

type NewReceiptInput = { input: { receiptId?: string | undefined; allocations: { invoiceId: string }[] } }
type Found = ReceiptStream | undefined
type Kind = Omit<ReceiptKind<Found>, 'beside'> & {
  beside: ReceiptKind<Found>['beside'] & { tenantId: string; receiptId: string; keyIsRecorded: boolean }
}

/**
 * The id of the receipt is that of the client, or it is derived from the idempotency key. Without both it is
 * new, so there is no stream of the receipt to read.
 */
const idOf = ({ call, identity }: Attempt<NewReceiptInput>): { receiptId: string; isNew: boolean } => {
  const given = call.input.input.receiptId
  if (given !== undefined) return { receiptId: given, isNew: false }
  if (identity.key !== undefined) return { receiptId: createdId(identity), isNew: false }
  return { receiptId: randomUUID(), isNew: true }
}

const newReceipt: Subject<Kind, NewReceiptInput> = {
  ...anyReceipt,
  targetOf: ({ context }) => ({ tenantId: context.tenantId, id: 'receipt' }),
  load: async (attempt) => {
    const { tenantId } = attempt.call.context
    const { receiptId, isNew } = idOf(attempt)
    const name = receiptStream(tenantId, receiptId)
    const { key } = attempt.identity
    const [{ found: loaded, guard }, tenant, receiptOfKey] = await Promise.all([
      isNew ? { found: undefined, guard: undefined } : loadGuarded(receipts, name),
      loadTenant(tenantId),
      key === undefined ? undefined : readReceiptOfKey(tenantId, attempt.identity),
    ])
    if (!tenant) return tenantUnknown()
    if (receiptOfKey !== undefined && receiptOfKey !== receiptId) return keyReused(key)
    const found = loaded && (await finishFirst(loaded))
    // Whether a receipt is repeated is seen from the receipt alone.
    const needed = found ? [] : allocatedTo(attempt.call.input.input.allocations, 'input.allocations')
    const read = await readForDecision(needed, { found, attempt })
    if (!read.ok) return read
    const keyIsRecorded = receiptOfKey !== undefined
    const beside = { invoices: read.invoices, tenantId, receiptId, keyIsRecorded }
    return { ok: true, name, found, guard: found ? undefined : guard, isFinished: true, beside }
  },
  recordKey: async (attempt, { receiptId, keyIsRecorded }) => {
    if (!keyIsRecorded) await recordReceiptKey(receiptId, attempt)
  },
}

type On<Input> = Omit<Situation<Kind, Input>, 'state' | 'invoices'> & { receipt: Receipt; invoices: Invoices }

type NewReceiptCommand<Schema extends z.ZodType> = FunctionDeclaration<Schema> & {
  decide(on: On<z.output<Schema>>): Decision<ReceiptEvent>
}

/** A command that records a receipt. */
export const newReceiptCommand = <Schema extends z.ZodType<NewReceiptInput>>({
  decide,
  ...declared
}: NewReceiptCommand<Schema>) =>
  command(newReceipt, {
    ...declared,
    decide: ({ state = noReceipt, invoices, ...situation }) =>
      decide({ ...situation, receipt: state, invoices: statesOf(invoices) }),
  })
