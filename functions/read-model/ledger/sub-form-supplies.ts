import type { Fragment } from 'postgres'
import { percent } from '../../../domain/money/poisha.ts'
import { emptyRow, portalTax, type SubFormNote, type SubFormRow } from '../../../domain/report/sub-form.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { SubFormPage, SubFormPosition } from './sub-form-page.ts'
import { percentIn, poishaIn, priceIn, quantityIn } from './sums.ts'

type SupplyRow = Readonly<{
  code: string
  beginning: string
  id: string
  count: number
  description: string
  hsCode: string | null
  unit: string | null
  quantity: string | null
  vatRate: string | null
  specificVatPerUnit: string | null
  supplementaryDutyRate: string
  value: string
  supplementaryDuty: string
  vat: string
}>

/**
 * The lines of tax invoices of a note, with equal supplies as one row. A page reads the lines of the period
 * that are not before it, because only their sums are rows.
 */
export const readSupplies = async (
  sql: Queries,
  period: Period,
  note: SubFormNote,
  { after, limit }: SubFormPage,
): Promise<SubFormRow[]> => {
  const rows = await sql<SupplyRow[]>`
    select * from (
      select ${code(sql)} as code, ${beginning(sql)} as beginning, ${idOfGroup(sql)} as id,
        count(*)::int as count, description, hs_code as "hsCode", unit,
        sum(quantity)::numeric(40, 6)::text as quantity, vat_rate::text as "vatRate",
        specific_vat_per_unit::text as "specificVatPerUnit", sd_rate::text as "supplementaryDutyRate",
        sum(value)::numeric(40, 2)::text as value, sum(sd)::numeric(40, 2)::text as "supplementaryDuty",
        sum(vat)::numeric(40, 2)::text as vat
      from tax_lines where ${isOfNote(sql, period, note)} ${isNotBefore(sql, after)}
      group by ${group(sql)}
    ) as supplies where ${isAfter(sql, after)} order by code, beginning, id limit ${limit}`
  return rows.map(rowOf)
}

export const countSupplies = async (
  sql: Queries,
  period: Period,
  note: SubFormNote,
  limit: number,
): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (
      select from tax_lines where ${isOfNote(sql, period, note)} group by ${group(sql)} limit ${limit}
    ) as supplies`
  return row?.count ?? 0
}

const isOfNote = (sql: Queries, { from, to }: Period, note: SubFormNote): Fragment => sql`
  issued_on between ${from}::date and ${to}::date and kind = '6.3' and return_note = ${note}::smallint`

const group = (sql: Queries): Fragment =>
  sql`hs_code, description, unit, vat_rate, specific_vat_per_unit, sd_rate`

/** Texts can be too long for a cursor, so rows are sorted by their first characters and then by a digest. */
const [codeCharacters, beginningCharacters] = [20, 30]

const code = (sql: Queries): Fragment =>
  sql`left(coalesce(hs_code, ''), ${codeCharacters}::integer) collate "C"`
const beginning = (sql: Queries): Fragment =>
  sql`left(description, ${beginningCharacters}::integer) collate "C"`
const idOfGroup = (sql: Queries): Fragment => sql`md5(row(${group(sql)})::text)::uuid`

/** Leaves lines out before they are summed; a row of the page before may remain. */
const isNotBefore = (sql: Queries, after: SubFormPosition | null): Fragment => {
  if (after === null) return sql``
  const [codeOfRow, beginningOfRow] = partsOf(after.key)
  return sql`and (${code(sql)}, ${beginning(sql)}) >= (${codeOfRow}::text, ${beginningOfRow}::text)`
}

const isAfter = (sql: Queries, after: SubFormPosition | null): Fragment => {
  if (after === null) return sql`true`
  const [codeOfRow, beginningOfRow] = partsOf(after.key)
  return sql`(code, beginning, id) > (${codeOfRow}::text, ${beginningOfRow}::text, ${after.id}::uuid)`
}

const partsOf = (key: string): [string, string] => JSON.parse(key)

/** Whether the text is the key of a row: a code and the beginning of a description, as JSON. */
export const isKeyOfSupply = (key: string): boolean => {
  const parts = parsed(key)
  return (
    Array.isArray(parts) &&
    parts.length === 2 &&
    parts.every((part) => typeof part === 'string' && part.isWellFormed() && !part.includes('\0'))
  )
}

const parsed = (key: string): unknown => {
  try {
    return JSON.parse(key)
  } catch {
    return undefined
  }
}

const rowOf = (row: SupplyRow): SubFormRow => {
  const { id, count, description, hsCode, unit } = row
  const supplementaryDutyRate = percent(row.supplementaryDutyRate)
  const vatRate = percentIn(row.vatRate)
  const specificVatPerUnit = priceIn(row.specificVatPerUnit)
  const quantity = quantityIn(row.quantity)
  const value = poishaIn(row.value)
  return {
    ...emptyRow,
    ...{ key: JSON.stringify([row.code, row.beginning]), id, count },
    ...{ description, hsCode, unit, quantity, vatRate, specificVatPerUnit, supplementaryDutyRate, value },
    supplementaryDuty: poishaIn(row.supplementaryDuty),
    vat: poishaIn(row.vat),
    portal: portalTax({ vatRate, specificVatPerUnit, supplementaryDutyRate }, { value, quantity }),
  }
}
