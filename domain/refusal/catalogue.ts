import type { ParamsOf } from './entry.ts'
import { inputRefusals } from './input.ts'
import { invoiceRefusals } from './invoice.ts'
import { partyRefusals } from './party.ts'
import { receiptRefusals } from './receipt.ts'
import { settlementRefusals } from './settlement.ts'

/** Every refusal of the domain by its stable code. Messages and docs/errors.md are made from it. */
export const refusals = {
  ...inputRefusals,
  ...partyRefusals,
  ...invoiceRefusals,
  ...settlementRefusals,
  ...receiptRefusals,
}

export type RefusalCode = keyof typeof refusals
export type RefusalParams<Code extends RefusalCode> = ParamsOf<(typeof refusals)[Code]['message']>
