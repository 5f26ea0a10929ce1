import { accepted, allOf, type Result, refused } from '../../decision.ts'
import { printBin, readBin } from '../../identity/bin.ts'
import { readTin } from '../../identity/tin.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import { longTextLimit, readOptional, readOptionalText, readText } from '../../text/read.ts'
import type { Party } from '../state.ts'
import type { CreateInput, UpdateInput } from './input.ts'

/** The tenant as a party. */
export const tenantAsSeller = (tenant: RegisteredTenant, partyId: string): Party => ({
  partyId,
  name: tenant.name,
  address: tenant.address,
  tin: tenant.tin,
  bin: tenant.bin,
  nid: null,
})

type SellerInput = Pick<CreateInput | UpdateInput, 'vendorTIN' | 'vendorBIN' | 'vendorName' | 'vendorAddress'>

/**
 * The seller of a draft: as it stands, changed by what is given. The seller is the tenant, so another BIN or TIN is refused.
 * standing.partyId is read too: it is the vendorId that was given, if any.
 */
export const readSeller = (input: SellerInput, standing: Party, tenant: RegisteredTenant): Result<Party> => {
  const read = allOf({
    partyId: readText(standing.partyId, 'input.vendorId'),
    name: readOptionalText(input.vendorName, 'input.vendorName'),
    address: readOptionalText(input.vendorAddress, 'input.vendorAddress', longTextLimit),
    tin: readOptional(input.vendorTIN, readTin, 'input.vendorTIN'),
    bin: readOptional(input.vendorBIN, readBin, 'input.vendorBIN'),
  })
  if (!read.ok) return read
  const { partyId, name, address, tin, bin } = read.value
  if (bin !== null && bin !== tenant.bin) {
    const own = tenant.bin === null ? 'none' : printBin(tenant.bin)
    return refused('SELLER_NOT_TENANT', { field: 'vendorBIN', given: printBin(bin), own }, 'input.vendorBIN')
  }
  if (tin !== null && tin !== tenant.tin) {
    return refused(
      'SELLER_NOT_TENANT',
      { field: 'vendorTIN', given: tin, own: tenant.tin ?? 'none' },
      'input.vendorTIN',
    )
  }
  // What is cleared defaults from the tenant again.
  const kept = <Value>(
    given: unknown,
    value: Value | null,
    stands: Value | null,
    own: Value | null,
  ): Value | null => (given === undefined ? stands : (value ?? own))
  return accepted({
    ...standing,
    partyId,
    name: kept(input.vendorName, name, standing.name, tenant.name),
    address: kept(input.vendorAddress, address, standing.address, tenant.address),
    tin: kept(input.vendorTIN, tin, standing.tin, tenant.tin),
    bin: kept(input.vendorBIN, bin, standing.bin, tenant.bin),
  })
}

/** The seller of a tax invoice: the tenant as it is at approval. Without an address of its own, the one that the draft was given. */
export const sellerAtApproval = (tenant: RegisteredTenant, draft: Party): Party => ({
  partyId: draft.partyId,
  name: tenant.name,
  address: tenant.address ?? draft.address,
  tin: tenant.tin,
  bin: tenant.bin,
  nid: null,
})

/** What a Mushak-6.3 has to say of its seller and this one lacks. */
export const missingOf = (party: Party, fields: readonly ('name' | 'address' | 'bin')[]): readonly string[] =>
  fields.filter((field) => party[field] === null)
