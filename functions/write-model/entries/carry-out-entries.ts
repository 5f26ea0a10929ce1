import type { Decision } from '../../../domain/decision.ts'
import type { InvoiceEvent } from '../../../domain/invoice/events.ts'
import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import type { AnswerError, CallContext } from '../../../infra/lambda/envelope.ts'
import { takeTurns } from '../../../infra/process/turns.ts'
import { carryOut, type Outcome } from '../carry-out.ts'
import { retryOnConflict } from '../conflict.ts'
import type { Failed } from '../errors.ts'
import { commandIdentity } from '../ledger.ts'
import { type EntryKind, type SeenInvoice, seenInvoice } from './entry-subject.ts'
import { type FoundInvoice, findInvoice, type NamedInvoice } from './find-invoice.ts'
import { type EntryFailed, notTried, type StopAtOutage, stopAtOutage } from './stop-at-outage.ts'

/** What the command does with an entry. */
export type OnEntry<Entry> = {
  decide(on: OneEntry<Entry>): Decision<InvoiceEvent>
  /** What a repetition of the entry with the same idempotency key must be equal in. */
  termsOf(entry: Entry): object
}
type OneEntry<Entry> = { invoice: ExistingInvoice; entry: Entry; newId: string; by: string; at: string }

/** The command and the request that the entries belong to. */
export type Batch<Entry> = OnEntry<Entry> & { operation: string; field: string; context: CallContext }

type Carried = { ok: true; how: Outcome<EntryKind>['how']; invoice: ExistingInvoice; at: string }

/**
 * How an entry ended: the invoice after it and the time of the decision, or the error. `isUnknown`: a store
 * did not respond, and the entry may have taken effect.
 */
export type EntryResult<Entry> = { index: number; entry: Entry; invoiceId: string | null } & (
  | Carried
  | { ok: false; error: AnswerError; isUnknown: boolean }
)

/** Enough to keep the event store busy, and few enough to leave room for other requests. */
const maxRunning = 8

/**
 * Carries out each entry, and returns their results in the same order. The entries of one invoice are carried
 * out in their order, different invoices at the same time.
 */
export const carryOutEntries = async <Entry extends NamedInvoice>(
  batch: Batch<Entry>,
  entries: readonly Entry[],
): Promise<EntryResult<Entry>[]> => {
  const turns = takeTurns(maxRunning)
  const stop = stopAtOutage(batch)
  const found = await Promise.all(
    entries.map((entry) => turns(() => stop(() => findInvoice(batch.context.tenantId, entry), 'reads'))),
  )
  const located = entries.map((entry, index) => ({
    index,
    entry,
    found: found[index] as FoundInvoice | Failed,
  }))
  const byInvoice = Map.groupBy(located.filter(isOnInvoice), (one) => one.found.invoiceId)
  const carried = await Promise.all(
    [...byInvoice.values()].map((ofInvoice) => turns(() => carryOutInOrder(batch, stop, ofInvoice))),
  )
  const missed = located.flatMap(({ index, entry, found }) =>
    found.ok ? [] : [resultOf({ index, entry }, found, null)],
  )
  return [...carried.flat(), ...missed].sort((one, other) => one.index - other.index)
}

type Located<Entry> = { index: number; entry: Entry; found: FoundInvoice | Failed }
type OnInvoice<Entry> = Located<Entry> & { found: FoundInvoice }
const isOnInvoice = <Entry>(one: Located<Entry>): one is OnInvoice<Entry> => one.found.ok

/**
 * After an entry that may succeed later, the later entries of the invoice are not tried: their order is kept.
 */
const carryOutInOrder = async <Entry>(
  batch: Batch<Entry>,
  stop: StopAtOutage,
  entries: readonly OnInvoice<Entry>[],
): Promise<EntryResult<Entry>[]> => {
  const seen: SeenInvoice = { stream: undefined }
  const results: EntryResult<Entry>[] = []
  let waitsFor: Failed | undefined
  for (const one of entries) {
    const carried = waitsFor ? notTried(waitsFor) : await stop(() => carryOutOne(batch, seen, one))
    if (!carried.ok && carried.error.retryable) waitsFor ??= carried
    results.push(resultOf(one, carried, one.found.invoiceId))
  }
  return results
}

const carryOutOne = async <Entry>(
  { field, context, operation, decide, termsOf }: Batch<Entry>,
  seen: SeenInvoice,
  { index, entry, found }: OnInvoice<Entry>,
): Promise<Carried | Failed> => {
  const identity = commandIdentity({ field, input: termsOf(entry), context }, `${found.invoiceId} ${index}`)
  const call = { field, input: found, context }
  return retryOnConflict(operation, async () => {
    const at = new Date().toISOString()
    const subject = seenInvoice(seen)
    try {
      const outcome = await carryOut(
        subject,
        ({ state, newId, by }) => decide({ invoice: state, entry, newId, by, at }),
        { call, identity, at, seen: {} },
      )
      if (!outcome.ok) return outcome
      if (outcome.how !== 'repeated') seen.stream = outcome.stream
      return { ok: true as const, how: outcome.how, invoice: outcome.stream.state, at }
    } catch (error) {
      seen.stream = undefined
      throw error
    }
  })
}

/** The path of an error is that of the input: input.amount -> input[3].amount. */
const resultOf = <Entry>(
  { index, entry }: { index: number; entry: Entry },
  carried: Carried | EntryFailed,
  invoiceId: string | null,
): EntryResult<Entry> => {
  if (carried.ok) return { ...carried, index, entry, invoiceId }
  const path = carried.error.path?.replace(/^input\./, `input[${index}].`)
  const known = carried.error.code === 'NOT_FOUND' ? null : invoiceId
  const { error, isUnknown = false } = carried
  return { ok: false, index, entry, invoiceId: known, error: { ...error, path }, isUnknown }
}
