import * as z from 'zod'
import { clearable, decimal, fieldsOf, listOf, optional, text } from './fields.ts'
import { tenantId } from './identifiers.ts'

const optionalTexts = [
  'bin',
  'tin',
  'address',
  'responsiblePersonName',
  'responsiblePersonDesignation',
] as const

/** The type PlaceInput of the contract. */
const place = z.strictObject({
  code: text,
  name: text,
  address: optional(text),
  responsiblePersonName: optional(text),
  responsiblePersonDesignation: optional(text),
})

/** The domain accepts 100 places besides MAIN and refuses more with TOO_MANY_PLACES. */
const places = listOf(place, 200)

/** The type RegisterTenantInput of the contract. */
export const registerTenantInput = z.strictObject({
  id: tenantId,
  name: text,
  ...fieldsOf(optionalTexts, optional(text)),
  makerChecker: optional(z.boolean()),
  places: optional(places),
})

/** The type UpdateTenantInput of the contract. Absent fields do not change. */
export const updateTenantInput = z.strictObject({
  name: clearable(text),
  ...fieldsOf(optionalTexts, clearable(text)),
  makerChecker: clearable(z.boolean()),
  writeOffLimit: clearable(decimal),
  places: clearable(places),
})
