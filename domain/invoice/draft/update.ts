import type { Instant } from '../../calendar/dates.ts'
import { type Decision, decided, each, type Refusal, type Result, refused } from '../../decision.ts'
import { sameData } from '../../event/same-data.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import type { ContentData } from '../event-shapes.ts'
import type { InvoiceUpdated } from '../events.ts'
import { lineData } from '../figures.ts'
import { refuseMoreUpdates } from '../life-limits.ts'
import type { ExistingInvoice } from '../state.ts'
import { notAllowed } from '../status.ts'
import { readBuyer } from './buyer.ts'
import { readContent } from './content.ts'
import type { UpdateInput } from './input.ts'
import { readPlace } from './place.ts'
import { lineInputOf } from './read-line.ts'
import { readSeller } from './seller.ts'

/** earlier: the updates that the draft has had. */
export type Update = Readonly<{
  tenant: RegisteredTenant
  input: UpdateInput
  earlier: readonly InvoiceUpdated[]
  by: string
  at: Instant
}>

/**
 * Changes the given fields of a draft; null clears an optional field. The lines are taxed again, even when
 * only the invoice date changes, because the rates depend on it. An update that changes nothing has no event.
 */
export const update = (draft: ExistingInvoice, command: Update): Decision<InvoiceUpdated> => {
  const { tenant, input, earlier, by, at } = command
  const refusal = notAllowed(draft, 'update', at)
  if (refusal) return refusal
  const content = changedContent(draft, input, tenant)
  if (!content.ok) return content
  if (sameData(content.value, contentData(draft))) return decided()
  const updated = { type: 'InvoiceUpdated' as const, ...content.value, by, at }
  return refuseMoreUpdates(earlier, updated) ?? decided(updated)
}

const required = ['vendorId', 'customerId', 'invoiceDate', 'dueDate', 'lineItems'] as const

const changedContent = (
  draft: ExistingInvoice,
  input: UpdateInput,
  tenant: RegisteredTenant,
): Result<ContentData> => {
  const cleared = required.filter((field) => input[field] === null)
  const refusals = each(cleared, (field) => refused('FIELD_REQUIRED', { field }, `input.${field}`))
  if (!refusals.ok) return refusals
  const parties = {
    seller: readSeller(input, { ...draft.seller, partyId: input.vendorId ?? draft.seller.partyId }, tenant),
    issue: readPlace(input, draft, tenant),
    buyer: readBuyer(input, { ...draft.buyer, partyId: input.customerId ?? draft.buyer.partyId }),
  }
  const heading = {
    invoiceDate: input.invoiceDate ?? draft.invoiceDate,
    dueDate: input.dueDate ?? draft.dueDate,
    destination: input.destination === undefined ? draft.destination : input.destination,
    vehicle: input.vehicle === undefined ? draft.vehicle : input.vehicle,
    challanNumber: input.challanNumber === undefined ? draft.challanNumber : input.challanNumber,
  }
  const soFar = { invoiceId: draft.id, lastLine: draft.lastLine, lines: draft.lines }
  const kept = draft.lines.map((line) => lineInputOf(line, draft.invoiceDate))
  const content = readContent(heading, parties, input.lineItems ?? kept, soFar)
  if (content.ok || typeof input.invoiceDate !== 'string') return content
  return { ok: false, refusal: withGivenPaths(content.refusal, input) }
}

/**
 * The refusal with the paths of fields that the input contains. If the input does not contain the lines or
 * the due date, they were valid on the old invoice date, so the new invoice date is the field to correct.
 * Only the size of a stored draft may be above its limit on any date.
 */
const withGivenPaths = (refusal: Refusal, input: UpdateInput): Refusal => {
  if (refusal.code === 'INVOICE_TOO_LARGE') return refusal
  const field = /^input\.(lineItems|dueDate)/.exec(refusal.path ?? '')?.[1]
  const isKept =
    (field === 'lineItems' && !input.lineItems) || (field === 'dueDate' && input.dueDate === undefined)
  const others = refusal.others?.map((other) => withGivenPaths(other, input))
  return { ...refusal, ...(isKept ? { path: 'input.invoiceDate' } : {}), ...(others ? { others } : {}) }
}

const contentData = (draft: ExistingInvoice): ContentData => ({
  place: draft.place,
  addressOfIssue: draft.addressOfIssue,
  addressOfIssueIsGiven: draft.addressOfIssueIsGiven,
  invoiceDate: draft.invoiceDate,
  dueDate: draft.dueDate,
  destination: draft.destination,
  vehicle: draft.vehicle,
  challanNumber: draft.challanNumber,
  fiscalYear: draft.fiscalYear,
  seller: draft.seller,
  buyer: draft.buyer,
  lines: draft.lines.map(lineData),
  warnings: draft.warnings,
})
