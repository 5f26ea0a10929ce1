import type { Instant } from '../../calendar/dates.ts'
import { BrokenInvariant, type Decision, decided, refused } from '../../decision.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import type { InvoiceCreated } from '../events.ts'
import type { Invoice } from '../state.ts'
import { readBuyer } from './buyer.ts'
import { contentOf } from './content.ts'
import type { CreateInput } from './input.ts'
import { readSeller, tenantAsSeller } from './seller.ts'

/**
 * invoiceNumber is taken from the INV register before. To learn whether the input is refused before a number is used up,
 * decide once with any number: the decision does not look at it.
 */
export type Create = Readonly<{
  tenant: RegisteredTenant
  invoiceId: string
  invoiceNumber: string
  input: CreateInput
  by: string
  at: Instant
}>

/** Creates a draft. The tenant is its seller; lines are taxed at the rates of the invoice date. */
export const create = (invoice: Invoice, command: Create): Decision<InvoiceCreated> => {
  const { input, tenant, invoiceId, invoiceNumber, by, at } = command
  if (invoice.status !== 'NONE') throw new BrokenInvariant(`Invoice ${invoiceId} exists already`)
  if ((input.currency ?? 'BDT') !== 'BDT') {
    return refused(
      'CURRENCY_NOT_SUPPORTED',
      { currency: String(input.currency).slice(0, 10) },
      'input.currency',
    )
  }
  const parties = {
    seller: readSeller(input, tenantAsSeller(tenant, input.vendorId), tenant),
    buyer: readBuyer(input, {
      partyId: input.customerId,
      name: null,
      address: null,
      tin: null,
      bin: null,
      nid: null,
    }),
  }
  const content = contentOf(input, parties, input.lineItems, { invoiceId, lastLine: 0, lines: [] })
  if (!content.ok) return content
  return decided({
    type: 'InvoiceCreated',
    invoiceId,
    tenantId: tenant.id,
    invoiceNumber,
    ...content.value,
    by,
    at,
  })
}
