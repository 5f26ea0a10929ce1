import * as z from 'zod'
import { clearable, decimal, fieldsOf, optional, text } from './fields.ts'
import { tenantId } from './identifiers.ts'

const optionalTexts = [
  'bin',
  'tin',
  'address',
  'responsiblePersonName',
  'responsiblePersonDesignation',
] as const

/** The type RegisterTenantInput of the contract. */
export const registerTenantInput = z.strictObject({
  id: tenantId,
  name: text,
  ...fieldsOf(optionalTexts, optional(text)),
  makerChecker: optional(z.boolean()),
})

/** The type UpdateTenantInput of the contract. Absent fields do not change. */
export const updateTenantInput = z.strictObject({
  name: clearable(text),
  ...fieldsOf(optionalTexts, clearable(text)),
  makerChecker: clearable(z.boolean()),
  writeOffLimit: clearable(decimal),
})
