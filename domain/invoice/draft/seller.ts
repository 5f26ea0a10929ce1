import { accepted, allOf, type Result, refused } from '../../decision.ts'
import { printBin, readBin, readTin } from '../../identity/identifiers.ts'
import type { RegisteredTenant } from '../../tenant/state.ts'
import { longTextLimit, readOptional, readOptionalText, readText } from '../../text/read.ts'
import type { Party } from '../state.ts'
import type { CreateInput, UpdateInput } from './input.ts'

/** The tenant as the seller of a draft. */
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
 * The current seller of a draft with the given fields changed. The seller of a tax invoice is the tenant, so
 * another BIN or TIN is refused. current.partyId is read too, because it is the vendorId of the input where
 * there is one.
 */
export const readSeller = (input: SellerInput, current: Party, tenant: RegisteredTenant): Result<Party> => {
  const read = allOf({
    partyId: readText(current.partyId, 'input.vendorId'),
    name: readOptionalText(input.vendorName, 'input.vendorName'),
    address: readOptionalText(input.vendorAddress, 'input.vendorAddress', longTextLimit),
    tin: readOptional(input.vendorTIN, readTin, 'input.vendorTIN'),
    bin: readOptional(input.vendorBIN, readBin, 'input.vendorBIN'),
  })
  if (!read.ok) return read
  const { partyId, tin, bin } = read.value
  if (bin !== null && bin !== tenant.bin) {
    const own = tenant.bin === null ? 'none' : printBin(tenant.bin)
    const params = { field: 'vendorBIN', given: printBin(bin), own }
    return refused('SELLER_NOT_TENANT', params, 'input.vendorBIN')
  }
  if (tin !== null && tin !== tenant.tin) {
    const params = { field: 'vendorTIN', given: tin, own: tenant.tin ?? 'none' }
    return refused('SELLER_NOT_TENANT', params, 'input.vendorTIN')
  }
  // A field that is cleared gets the value of the tenant again.
  const changed = (field: keyof SellerInput, name: 'name' | 'address' | 'tin' | 'bin'): string | null =>
    input[field] === undefined ? current[name] : (read.value[name] ?? tenant[name])
  return accepted({
    ...current,
    partyId,
    name: changed('vendorName', 'name'),
    address: changed('vendorAddress', 'address'),
    tin: changed('vendorTIN', 'tin'),
    bin: changed('vendorBIN', 'bin'),
  })
}
