import * as z from 'zod'
import type { Position } from '../../../infra/event-store/all-events.ts'

const position = z.object({ commit: z.string().regex(/^\d+$/), prepare: z.string().regex(/^\d+$/) })

/**
 * How far an audit has come. `head` is the last event of the store when it began, and `headAt` its time there;
 * null in an empty store. `after` is the last event that was checked. `rows` is the last row whose stream was
 * looked for; that begins when all events are checked.
 */
export const cursorShape = z.object({
  head: position.nullable(),
  headAt: z.string(),
  after: position.nullable(),
  rows: z
    .object({
      tenant: z.string(),
      version: z.number(),
      table: z.enum(['invoices', 'receipts', 'ledger']),
      after: z.string(),
    })
    .nullable(),
})
export type Cursor = z.infer<typeof cursorShape>

export const positionOf = ({ commit, prepare }: z.infer<typeof position>): Position => ({
  commit: BigInt(commit),
  prepare: BigInt(prepare),
})

/** The position as JSON, which has no bigint. */
export const writePosition = ({ commit, prepare }: Position): z.infer<typeof position> => ({
  commit: String(commit),
  prepare: String(prepare),
})
