import * as z from 'zod'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { annotate } from '../../../infra/observability/trace.ts'
import { formatted, listOf, optional, stringUpTo } from '../../contract/inputs/fields.ts'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import { answerWith } from '../../contract/views/answer.ts'
import { query } from '../../read-model/query.ts'
import type { PartialView } from '../../read-model/rows/row-view.ts'
import { readAsOf } from './as-of.ts'
import { readCurrent } from './current.ts'
import { readEntities } from './entities.ts'
import { readAtLeast } from './min-revision.ts'

const instant = formatted.pipe(
  z.iso.datetime('is not an instant: ISO 8601 in UTC, such as 2026-06-30T18:00:00Z'),
)

const one = z
  .strictObject({
    id: invoiceId,
    minRevision: optional(z.int().min(0, 'is not a revision: revisions begin at 0')),
    asOf: optional(instant),
  })
  .refine(({ minRevision, asOf }) => minRevision === undefined || asOf === undefined, {
    path: ['minRevision'],
    message: 'cannot be combined with asOf: a past state of an invoice does not change',
  })

/** Replaces a string that is too long for an id. */
const idOfNone = ''

/**
 * The federation router requests the entities of other subgraphs by many ids in one call. A string that is
 * not an id is the id of no invoice, and must not hide the others.
 */
const many = z.strictObject({ ids: listOf(stringUpTo(200).catch(idOfNone), 500) })

/** One invoice: current, not older than a revision, or as of an instant; null when there is none. */
export const handler = query({
  name: 'invoice',
  operation: 'invoice',
  input: z.union([one, many]),
  answer: async (call): Promise<Answer<PartialView | null | (PartialView | null)[]>> => {
    const { input } = call
    if ('ids' in input) return readEntities(call, input.ids)
    annotate({ 'finance.invoice': input.id })
    if (typeof input.asOf === 'string') return readAsOf(call, input.id, input.asOf)
    if (typeof input.minRevision === 'number') return readAtLeast(call, input.id, input.minRevision)
    return answerWith(await readCurrent(call, input.id))
  },
})
