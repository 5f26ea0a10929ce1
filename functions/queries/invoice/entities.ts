import type { Answer } from '../../../infra/lambda/envelope.ts'
import { failed } from '../../../infra/lambda/failure.ts'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import { answerWith } from '../../contract/views/answer.ts'
import type { QueryCall } from '../../read-model/query.ts'
import {
  isLeftOut,
  type PartialView,
  rowView,
  selectViews,
  type ViewRow,
} from '../../read-model/rows/row-view.ts'

/**
 * Reads the invoices with these ids, in the order of the ids; null where the tenant has none. Fails with
 * QUERY_TOO_COMPLEX when they have too many bytes for a response.
 */
export const readEntities = async (
  { read, today, selected: { paths, maxBytes } }: QueryCall<unknown>,
  ids: string[],
): Promise<Answer<(PartialView | null)[]>> => {
  const valid = ids.filter((id) => invoiceId.safeParse(id).success)
  const rows = await read((sql) => {
    const found = sql`(select id, id as sort from invoices where id = any(${valid}::text[])) as found`
    return sql<ViewRow[]>`${selectViews(sql, found, { paths, order: sql`sort`, maxBytes })}`
  })
  if (rows.some(isLeftOut)) return tooManyBytes()
  const views = new Map(rows.map((row) => [row.id, rowView(row, paths, today)]))
  return answerWith(ids.map((id) => views.get(id) ?? null))
}

const tooManyBytes = (): Answer<never> =>
  failed({
    code: 'QUERY_TOO_COMPLEX',
    message: 'These invoices are too large for one response; ask for fewer at once',
  })
