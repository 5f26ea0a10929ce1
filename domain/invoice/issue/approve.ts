import type { Instant } from '../../calendar/dates.ts'
import { dhakaDate } from '../../calendar/dhaka.ts'
import { type Decision, decided, refused } from '../../decision.ts'
import type { RegisterHead } from '../../numbering/documents.ts'
import { requireRegister } from '../../numbering/register.ts'
import { addressOfPlace } from '../../tenant/places.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import { refusePlace } from '../draft/place.ts'
import { warningsOn } from '../draft/warnings.ts'
import type { InvoiceApproved } from '../events.ts'
import { missingFields } from '../party.ts'
import type { ExistingInvoice } from '../state.ts'
import { notAllowed } from '../status.ts'
import { issuerOf } from './issuer.ts'

/**
 * register: the head of the 6.3 register of the place and of the fiscal year of `at`, read before the
 * decision.
 */
export type Approve = Readonly<{ tenant: RegisteredTenant; register: RegisterHead; by: string; at: Instant }>

/**
 * Approves a draft or submitted invoice. An approval is final: the invoice is numbered and never withdrawn
 * (Rule 44). It requires the name, address and BIN of the seller (Rule 40). The address of a place is no
 * address of the seller: notes name their supplier with its own (s.52(1)).
 */
export const approve = (invoice: ExistingInvoice, command: Approve): Decision<InvoiceApproved> => {
  const { tenant, by, at } = command
  const refusal = notAllowed(invoice, 'approve', at)
  if (refusal) return refusal
  if (tenant.makerChecker && invoice.editors.includes(by)) return refused('SELF_APPROVAL', { by })
  if (invoice.totals.grandTotal === 0n) return refused('NOTHING_TO_INVOICE', {})
  // A place in use cannot be removed. It is checked all the same, because a legal number is never taken back.
  if (addressOfPlace(tenant, invoice.place) === undefined) return refusePlace(tenant, invoice.place)
  const issuer = issuerOf(tenant, invoice)
  const { addressOfIssue } = issuer
  const missing = missingFields(issuer.seller, ['name', 'address', 'bin'])
  if (missing.length > 0 || addressOfIssue === null) return refused('SELLER_INCOMPLETE', { missing })
  return decided({
    type: 'InvoiceApproved',
    ...issuer,
    addressOfIssue,
    warnings: warningsOn(invoice, dhakaDate(at)),
    register: requireRegister(command.register, { series: '6.3', place: invoice.place }, at),
    by,
    at,
  })
}
