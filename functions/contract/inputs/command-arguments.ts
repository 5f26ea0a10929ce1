import * as z from 'zod'
import { optional, textUpTo } from './fields.ts'

/**
 * An argument of every mutation. The function gets the key in its context, from the argument or the header.
 */
export const idempotencyKey = optional(textUpTo(200))
export const expectedRevision = optional(z.int().min(0, 'is not a revision: revisions start at 0'))
