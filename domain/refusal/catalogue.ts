import type { Param, ParamsOf } from './entry.ts'
import { inputRefusals } from './input.ts'
import { invoiceRefusals } from './invoice.ts'
import { partyRefusals } from './party.ts'
import { settlementRefusals } from './settlement.ts'

/** Every refusal of the domain by its stable code. The documentation is generated from it, and messages are built from it. */
export const refusals = { ...inputRefusals, ...partyRefusals, ...invoiceRefusals, ...settlementRefusals }

export type RefusalCode = keyof typeof refusals
export type RefusalParams<Code extends RefusalCode> = ParamsOf<(typeof refusals)[Code]['message']>

/** The English message of a template: every {name} replaced by its parameter, lists written with commas. */
export const fillTemplate = (template: string, params: Readonly<Record<string, Param>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => [params[name] ?? ''].flat().join(', '))
