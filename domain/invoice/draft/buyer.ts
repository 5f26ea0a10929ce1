import { accepted, allOf, type Result } from '../../decision.ts'
import { readBin, readNid, readTin } from '../../identity/identifiers.ts'
import { longTextLimit, readOptional, readOptionalText, readText } from '../../text/read.ts'
import type { Party } from '../state.ts'
import type { CreateInput, UpdateInput } from './input.ts'

type BuyerInput = Pick<
  CreateInput | UpdateInput,
  'customerTIN' | 'customerBIN' | 'customerNID' | 'customerName' | 'customerAddress'
>

/**
 * The current buyer with the given fields changed. current.partyId is read too, because it is the customerId
 * of the input where there is one.
 */
export const readBuyer = (input: BuyerInput, current: Party): Result<Party> => {
  const read = allOf({
    partyId: readText(current.partyId, 'input.customerId'),
    name: readOptionalText(input.customerName, 'input.customerName'),
    address: readOptionalText(input.customerAddress, 'input.customerAddress', longTextLimit),
    tin: readOptional(input.customerTIN, readTin, 'input.customerTIN'),
    bin: readOptional(input.customerBIN, readBin, 'input.customerBIN'),
    nid: readOptional(input.customerNID, readNid, 'input.customerNID'),
  })
  if (!read.ok) return read
  const { partyId, name, address, tin, bin, nid } = read.value
  return accepted({
    partyId,
    name: input.customerName === undefined ? current.name : name,
    address: input.customerAddress === undefined ? current.address : address,
    tin: input.customerTIN === undefined ? current.tin : tin,
    bin: input.customerBIN === undefined ? current.bin : bin,
    nid: input.customerNID === undefined ? current.nid : nid,
  })
}
