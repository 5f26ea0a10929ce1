import * as z from 'zod'

/** The shapes of input in the contract. The domain checks what a value means: precision, calendars, rates. */

const invoiceIdFormat = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const invoiceId = z
  .string()
  .regex(invoiceIdFormat, 'is not an invoice id: a UUID in lower case, as createInvoice returned it')

/** Absent or null. Both become undefined, so that a repeated command has the same input. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema
    .nullish()
    .transform((value) => value ?? undefined)
    .optional()

/** Absent leaves the stored value unchanged; null clears it. */
export const clearable = <Schema extends z.ZodType>(schema: Schema) => schema.nullish()

/** The fields of an object that all have the same schema. */
export const fieldsOf = <Name extends string, Schema>(names: readonly Name[], schema: Schema) =>
  Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, Schema>

/** PostgreSQL cannot store U+0000, and UTF-8 cannot represent half of a surrogate pair. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

export const text = z
  .string()
  .refine(isStorable, 'contains a character that cannot be stored: U+0000 or half of a surrogate pair')
export const decimal = z.string()
export const date = z.string()
export const wholeNumber = z.int()

/**
 * An argument of every mutation. The function gets the key in its context, from the argument or the header.
 */
export const idempotencyKey = optional(z.string())
export const expectedRevision = optional(z.int().min(0, 'is not a revision: revisions start at 0'))
