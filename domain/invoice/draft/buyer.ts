import { accepted, allOf, type Result } from '../../decision.ts'
import { readBin } from '../../identity/bin.ts'
import { readNid } from '../../identity/nid.ts'
import { readTin } from '../../identity/tin.ts'
import { longTextLimit, readOptional, readOptionalText, readText } from '../../text/read.ts'
import type { Party } from '../state.ts'
import type { CreateInput, UpdateInput } from './input.ts'

type BuyerInput = Pick<
  CreateInput | UpdateInput,
  'customerTIN' | 'customerBIN' | 'customerNID' | 'customerName' | 'customerAddress'
>

/** The buyer: as it stands, changed by what is given. standing.partyId is read too: it is the customerId that was given, if any. */
export const readBuyer = (input: BuyerInput, standing: Party): Result<Party> => {
  const read = allOf({
    partyId: readText(standing.partyId, 'input.customerId'),
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
    name: input.customerName === undefined ? standing.name : name,
    address: input.customerAddress === undefined ? standing.address : address,
    tin: input.customerTIN === undefined ? standing.tin : tin,
    bin: input.customerBIN === undefined ? standing.bin : bin,
    nid: input.customerNID === undefined ? standing.nid : nid,
  })
}
