import * as z from 'zod'
import { clearable, optional, text } from './fields.ts'

const texts = ['bin', 'tin', 'address', 'responsiblePersonName', 'responsiblePersonDesignation'] as const

const details = <Schema>(schema: Schema) =>
  Object.fromEntries(texts.map((name) => [name, schema])) as Record<(typeof texts)[number], Schema>

/** RegisterTenantInput of the contract. */
export const registerTenantInput = z.strictObject({
  id: text,
  name: text,
  ...details(optional(text)),
  makerChecker: optional(z.boolean()),
})

/** UpdateTenantInput of the contract: only what is given changes. */
export const updateTenantInput = z.strictObject({
  name: clearable(text),
  ...details(clearable(text)),
  makerChecker: clearable(z.boolean()),
})
