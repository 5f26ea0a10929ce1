import type { Period } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'

/** The codes of the places that have issued documents in a period, in the order of the alphabet. */
export const readIssuingPlaces = async (sql: Queries, { from, to }: Period): Promise<string[]> => {
  const rows = await sql<{ place: string }[]>`
    select distinct place from tax_documents where issued_on between ${from}::date and ${to}::date
    order by place`
  return rows.map(({ place }) => place)
}
