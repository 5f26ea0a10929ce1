import * as z from 'zod'

/** Shapes of input as the contract has them. What a value means (precision, calendars, rates) is for the domain to say. */

const invoiceIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const invoiceId = z
  .string()
  .regex(invoiceIdForm, 'is not an invoice id: a UUID in small letters, as createInvoice answered it')

/** Absent or null: for the caller both mean "not given", so the work sees one of them, and a repeated command too. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema
    .nullish()
    .transform((given) => given ?? undefined)
    .optional()

/** Where absent means "as it stands" and null means "nothing any more". */
export const clearable = <Schema extends z.ZodType>(schema: Schema) => schema.nullish()

/** PostgreSQL keeps neither, and UTF-8 has no half characters: such a text would come back as another, or not at all. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

export const text = z
  .string()
  .refine(isStorable, 'holds a character that cannot be kept: U+0000 or half of a surrogate pair')
export const decimal = z.string()
export const date = z.string()
export const wholeNumber = z.int()

/** Part of every mutation's arguments; it reaches the function in the context, checked and joined with the header. */
export const idempotencyKey = optional(z.string())
export const expectedRevision = optional(z.int().min(0, 'is not a revision: revisions begin at 0'))
