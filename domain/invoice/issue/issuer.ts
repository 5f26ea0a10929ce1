import { findPlace, responsiblePersonOf } from '../../tenant/places.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import type { IssuerData } from '../event-shapes.ts'
import type { ExistingInvoice, Party } from '../state.ts'

/** Who issues a document of the invoice, and where. addressOfIssue is null where the place has no address. */
export type Issuer = Omit<IssuerData, 'addressOfIssue'> & Readonly<{ addressOfIssue: string | null }>

/**
 * The issuer of a document: the tenant as it is now (Rule 40, s.52), at the place of the invoice. An address
 * of issue that was given for the invoice stays, and is its seller's address too.
 */
export const issuerOf = (tenant: RegisteredTenant, invoice: ExistingInvoice): Issuer => {
  const place = findPlace(tenant, invoice.place)
  const given = invoice.addressOfIssueIsGiven ? invoice.addressOfIssue : null
  const seller: Party = {
    partyId: invoice.seller.partyId,
    name: tenant.name,
    address: given ?? tenant.address,
    tin: tenant.tin,
    bin: tenant.bin,
    nid: null,
  }
  return {
    seller,
    place: invoice.place,
    placeName: place?.name ?? invoice.placeName ?? invoice.place,
    addressOfIssue: given ?? place?.address ?? null,
    ...responsiblePersonOf(tenant, invoice.place),
  }
}
