import type { Instant } from '../../calendar/dates.ts'
import { dhakaDate } from '../../calendar/dhaka.ts'
import { type Decision, decided, refused } from '../../decision.ts'
import { rightRegister } from '../../numbering/register.ts'
import type { RegisterHead } from '../../numbering/series.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import { missingOf, sellerAtApproval } from '../draft/seller.ts'
import { warningsOn } from '../draft/warnings.ts'
import type { InvoiceApproved } from '../events.ts'
import type { Invoice } from '../state.ts'
import { existing, notAllowed } from '../status.ts'

/** register: the head of the 6.3 register of the fiscal year of `at`, read before deciding. */
export type Approve = Readonly<{ tenant: RegisteredTenant; register: RegisterHead; by: string; at: Instant }>

/** Approves a draft or submitted invoice. Point of no return: an approved invoice is numbered and never withdrawn (Rule 44). */
export const approve = (invoice: Invoice, command: Approve): Decision<InvoiceApproved> => {
  const draft = existing(invoice)
  const { tenant, by, at } = command
  const refusal = notAllowed(draft, 'approve', at)
  if (refusal) return refusal
  if (tenant.makerChecker && draft.editors.includes(by)) return refused('SELF_APPROVAL', { by })
  if (draft.totals.grandTotal === 0n) return refused('NOTHING_TO_INVOICE', {})
  const seller = sellerAtApproval(tenant, draft.seller)
  const missing = missingOf(seller, ['name', 'address', 'bin'])
  if (missing.length > 0) return refused('SELLER_INCOMPLETE', { missing })
  const { invoiceDate, buyer, totals } = draft
  return decided({
    type: 'InvoiceApproved',
    seller,
    warnings: warningsOn({ invoiceDate, buyer, grandTotal: totals.grandTotal }, dhakaDate(at)),
    register: rightRegister(command.register, '6.3', at),
    by,
    at,
  })
}
