import type { Fragment } from 'postgres'
import type { LocalDate } from '../../../domain/calendar/dates.ts'
import type { AgedReceivable } from '../../../domain/report/ages.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { poishaIn } from './sums.ts'

/** Buyers with ids after this one, at most `limit`; null for all. */
export type BuyersPage = Readonly<{ after: string | null; limit: number | null }>
const allBuyers: BuyersPage = { after: null, limit: null }

/**
 * What each buyer owed at the end of a day in Dhaka, by the days since the due date, and what was owed to the
 * buyer; buyers without either are left out. The balance of an invoice is its total with the notes issued by
 * that day, less its receipts and write-offs and plus its refunds up to that day, apart from those that were
 * reversed by then. As in `settlementOf`, a write-off counts for no more than the receipts leave open.
 */
export const readAgedReceivables = async (
  sql: Queries,
  on: LocalDate,
  { after, limit }: BuyersPage = allBuyers,
): Promise<AgedReceivable[]> => {
  const rows = await sql<AgeRow[]>`
    with items as materialized (
      select invoice_id, buyer_id, issued_on, due_date, total from tax_open_items
      where opened_on <= ${on}::date and settled_on > ${on}::date and ${isAfter(sql, after)}
    ), movements as (
      select invoice_id, sign * (value + sd + vat) as amount, 0 as written_off
      from tax_documents join items using (invoice_id)
      where kind <> '6.3' and tax_documents.issued_on <= ${on}::date
      union all
      select invoice_id,
        case kind when 'RECEIPT' then -amount when 'REFUND' then amount else 0 end,
        case kind when 'WRITE_OFF' then amount else 0 end
      from tax_receipts join items using (invoice_id)
      where paid_on <= ${on}::date and (reversed_on is null or reversed_on > ${on}::date)
    ), moved as (
      select invoice_id, sum(amount) as amount, sum(written_off) as written_off
      from movements group by invoice_id
    ), open as materialized (
      -- A refund may be dated before the invoice is issued.
      select buyer_id, coalesce(written_off, 0) as written_off,
        case when issued_on <= ${on}::date then ${on}::date - due_date else 0 end as days,
        case when issued_on <= ${on}::date then total else 0 end + coalesce(amount, 0) as amount
      from items left join moved using (invoice_id)
    ), balances as materialized (
      -- Materialized, because the planner would compute these for each of the sums again.
      select buyer_id, case when amount > 0 then greatest(amount - written_off, 0) else amount end as balance,
        case when amount < 0 then -1 when days <= 0 then 0 when days <= 30 then 1 when days <= 60 then 2
          when days <= 90 then 3 else 4 end as age
      from open
    ), sums as (
      select buyer_id,
        sum(balance) filter (where age = 0) as age0, sum(balance) filter (where age = 1) as age1,
        sum(balance) filter (where age = 2) as age2, sum(balance) filter (where age = 3) as age3,
        sum(balance) filter (where age = 4) as age4, -sum(balance) filter (where age = -1) as owed_to_buyer
      from balances where balance <> 0 group by buyer_id
    )
    select buyer_id as "buyerId",
      -- The end of the day is in the index, and its date is not.
      (select buyer_name from tax_documents as d
        where d.buyer_id = sums.buyer_id
          and d.issued_at < (${on}::date + 1)::timestamp at time zone interval '6 hours'
        order by d.issued_at desc, d.document_id limit 1) as name,
      coalesce(age0, 0)::numeric(40, 2)::text as age0, coalesce(age1, 0)::numeric(40, 2)::text as age1,
      coalesce(age2, 0)::numeric(40, 2)::text as age2, coalesce(age3, 0)::numeric(40, 2)::text as age3,
      coalesce(age4, 0)::numeric(40, 2)::text as age4,
      coalesce(owed_to_buyer, 0)::numeric(40, 2)::text as "owedToBuyer"
    from sums order by buyer_id limit ${limit}::bigint`
  return rows.map(({ buyerId, name, age0, age1, age2, age3, age4, owedToBuyer }) => ({
    buyerId,
    name,
    owed: [age0, age1, age2, age3, age4].map(poishaIn),
    owedToBuyer: poishaIn(owedToBuyer),
  }))
}

const isAfter = (sql: Queries, after: string | null): Fragment =>
  after === null ? sql`true` : sql`buyer_id > ${after}::text`

type AgeRow = Record<'buyerId' | 'age0' | 'age1' | 'age2' | 'age3' | 'age4' | 'owedToBuyer', string> & {
  name: string | null
}
