import type { Instant } from '../../calendar/dates.ts'
import { type Decision, decided, refused } from '../../decision.ts'
import { invoiceNumber } from '../../numbering/numbers.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import { excerpt } from '../../text/read.ts'
import type { InvoiceCreated } from '../events.ts'
import { readBuyer } from './buyer.ts'
import { readContent } from './content.ts'
import type { CreateInput } from './input.ts'
import { atMain, readPlace } from './place.ts'
import { readSeller, tenantAsSeller } from './seller.ts'

export type Create = Readonly<{
  tenant: RegisteredTenant
  invoiceId: string
  input: CreateInput
  by: string
  at: Instant
}>

/** A draft as it is decided, before it has a number. */
export type NewDraft = Omit<InvoiceCreated, 'invoiceNumber'>

/**
 * Creates a draft. The tenant is its seller; lines are taxed at the rates of the invoice date. The draft is
 * numbered after the decision, so that refused input uses up no number.
 */
export const create = ({ input, tenant, invoiceId, by, at }: Create): Decision<NewDraft> => {
  if ((input.currency ?? 'BDT') !== 'BDT') {
    const currency = excerpt(String(input.currency), 10)
    return refused('CURRENCY_NOT_SUPPORTED', { currency }, 'input.currency')
  }
  const nobody = { partyId: input.customerId, name: null, address: null, tin: null, bin: null, nid: null }
  const parties = {
    seller: readSeller(input, tenantAsSeller(tenant, input.vendorId), tenant),
    issue: readPlace(input, atMain(tenant), tenant),
    buyer: readBuyer(input, nobody),
  }
  const content = readContent(input, parties, input.lineItems, { invoiceId, lastLine: 0, lines: [] })
  if (!content.ok) return content
  return decided({ type: 'InvoiceCreated', invoiceId, tenantId: tenant.id, ...content.value, by, at })
}

/** The draft with the INV number of its serial in the register of its fiscal year. */
export const numberDraft = (draft: NewDraft, serial: number): InvoiceCreated => ({
  ...draft,
  invoiceNumber: invoiceNumber(draft.invoiceDate, serial),
})
