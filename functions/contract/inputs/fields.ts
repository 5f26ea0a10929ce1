import * as z from 'zod'
import { longestText } from '../../../domain/text/read.ts'

/** The shapes of input in the contract. The domain checks what a value means: precision, calendars, rates. */

/** PostgreSQL cannot store U+0000, and UTF-8 cannot represent half of a surrogate pair. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

/**
 * Any string of at most `most` UTF-16 code units. A longer one is rejected before any other check, refinement
 * or transformation looks at it: zod continues after a failed check unless that check aborts.
 */
export const stringUpTo = (most: number) =>
  z.string().max(most, { abort: true, error: `is too long: at most ${most} characters` })

/** A string of at most `most` UTF-16 code units that can be stored. */
export const textUpTo = (most: number) =>
  stringUpTo(most).refine(isStorable, {
    abort: true,
    error: 'contains a character that cannot be stored: U+0000 or half of a surrogate pair',
  })

/** A list of at most `most` items. The items of a longer one are not read. */
export const listOf = <Schema extends z.ZodType>(item: Schema, most: number) =>
  z
    .array(z.unknown())
    .max(most, {
      abort: true,
      error: ({ input }) => `has ${(input as unknown[]).length} items: at most ${most} are allowed`,
    })
    .pipe(z.array(item))

/** A value with a format of its own, such as a date, a decimal or a fiscal year. */
export const formatted = textUpTo(64)

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

/** Any text. The domain has a lower limit for each field; this one bounds the work on a text. */
export const text = textUpTo(longestText)
export const decimal = formatted
export const date = formatted
export const month = formatted
