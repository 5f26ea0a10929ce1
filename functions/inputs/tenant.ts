import * as z from 'zod'
import { optional, text } from './fields.ts'

const details = {
  bin: optional(text),
  tin: optional(text),
  address: optional(text),
  responsiblePersonName: optional(text),
  responsiblePersonDesignation: optional(text),
  makerChecker: optional(z.boolean()),
}

/** RegisterTenantInput of the contract. */
export const registerTenantInput = z.strictObject({ id: text, name: text, ...details })

/** UpdateTenantInput of the contract: only what is given changes. */
export const updateTenantInput = z.strictObject({ name: optional(text), ...details })
