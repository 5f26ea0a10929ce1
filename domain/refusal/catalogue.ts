import type { Param, ParamsOf } from './entry.ts'
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

/** The template with each {name} replaced by its parameter; lists are joined by commas. */
export const fillTemplate = (template: string, params: Readonly<Record<string, Param>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => [params[name] ?? ''].flat().join(', '))
