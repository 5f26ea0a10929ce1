import * as z from 'zod'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { invoiceId, optional } from '../../contract/inputs/fields.ts'
import { found, query } from '../../read-model/query.ts'
import type { InvoiceView } from '../../read-model/rows/view.ts'
import { asItStood } from './as-of.ts'
import { entities } from './entities.ts'
import { atLeast } from './min-revision.ts'
import { current } from './row.ts'

const one = z
  .strictObject({
    id: invoiceId,
    minRevision: optional(z.int().min(0, 'is not a revision: revisions begin at 0')),
    asOf: optional(z.iso.datetime('is not an instant: ISO 8601 in UTC, such as 2026-06-30T18:00:00Z')),
  })
  .refine(({ minRevision, asOf }) => minRevision === undefined || asOf === undefined, {
    path: ['minRevision'],
    message: 'cannot stand beside asOf: what an invoice was then does not change',
  })

/** What the router asks for the entities of other subgraphs: many ids in one call. */
const many = z.strictObject({ ids: z.array(z.string()).max(1000) })

/** One invoice: as it is, not older than a revision, or as it stood at an instant; null when the tenant has none of that id. */
export const handler = query({
  name: 'invoice',
  operation: 'invoice',
  input: z.union([one, many]),
  answer: async (question): Promise<Answer<InvoiceView | null | (InvoiceView | null)[]>> => {
    const { input } = question
    if ('ids' in input) return found(await entities(question, input.ids))
    if (typeof input.asOf === 'string') return asItStood(question, input.id, input.asOf)
    if (typeof input.minRevision === 'number') return atLeast(question, input.id, input.minRevision)
    return found(await current(question, input.id))
  },
})
