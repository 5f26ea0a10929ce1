import { closeConnections, type Sql } from '../../../postgres/connect.ts'
import { tenantSchema } from '../../../postgres/tenant-schema.ts'
import { connectAs } from '../connect-as.ts'
import { type Figure, perSecond, withoutBudget } from '../figure.ts'
import { approveInvoice, createInvoice, readBack, registerTenant } from '../requests.ts'
import type { Service } from '../service.ts'
import { time } from '../time.ts'
import { measureCsv } from './csv.ts'
import { fillLedger, type MonthToFill } from './fill.ts'
import { measureProjectionRatio } from './projection-ratio.ts'
import { type BenchPeriod, measureAges, measureBooks, measureReturn, measureSubForms } from './reads.ts'

/** `invoices`: of the large month. `projected`: of those that the projection writes. */
type Options = { invoices: number; projected: number; rounds: number; log(line: string): void }

const tenantId = 'month'
const months = 24
/** Two months come after the large one, so that it is not at the end of the tables. */
const largeMonth = 21

/**
 * Measures returns, books, ages and the CSV of a month with many invoices, in a history of two years that has
 * about four times as many, and what the ledger costs the projection.
 */
export const measureLedger = async (service: Service, options: Options): Promise<Figure[]> => {
  const { invoices, projected, rounds, log } = options
  const ratio = await measureProjectionRatio(service, { invoices: projected, log })
  await registerTenant(service, tenantId)
  const execute = await service.clientFor('admin', tenantId)
  const owner = connectAs(service.environment, 'owner')
  const history = Array.from({ length: months }, (_, index): MonthToFill => {
    const share = index === largeMonth ? 1 : 3 / (months - 1)
    return { month: firstDay(index), invoices: Math.round(invoices * share) }
  })
  const { tookMs } = await time(() => fillLedger(owner, { tenantId, months: history, log }))
  const created = await createInvoice(execute)
  await approveInvoice(execute, created.id)
  await readBack(execute, { ...created, revision: created.revision + 2 })
  const period = monthOf(largeMonth)
  await showAsInvoices(owner, { id: created.id, period })
  const rows = await countRows(owner, period)
  log('measuring the return, the books and the ages of receivables')
  const target = { execute, reader: connectAs(service.environment, 'reader'), tenantId, period, rounds }
  const figures = [
    ratio,
    withoutBudget('filling of the ledger, invoices', perSecond(invoices * 4, tookMs)),
    await measureReturn(target),
    ...(await measureBooks(target, rows)),
    ...(await measureSubForms(target)),
    await measureAges(target),
    await measureCsv(service, { tenantId, month: period, lines: rows['sales book (6.2)'] }),
  ]
  await closeConnections()
  return figures
}

/** The first day of a month of the history, whose last one is the month before this. */
const firstDay = (index: number): string => {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + index, 1))
    .toISOString()
    .slice(0, 10)
}

const monthOf = (index: number): BenchPeriod => {
  const next = Date.parse(firstDay(index + 1))
  return { from: firstDay(index), to: new Date(next - 86_400_000).toISOString().slice(0, 10) }
}

/** The list of large invoices shows each as it is now: their rows are copies of one that was projected. */
const showAsInvoices = (owner: Sql, { id, period }: { id: string; period: BenchPeriod }) =>
  owner.unsafe(
    `with copied as (
      select document_id::text as id, number from "${tenantSchema({ tenantId, version: 1 })}".tax_documents
      where kind = '6.3' and value + sd > 200000 and issued_on between $2::date and $3::date
    )
    insert into "${tenantSchema({ tenantId, version: 1 })}".invoices
    select (jsonb_populate_record(invoices, jsonb_build_object(
      'id', copied.id, 'invoiceNumber', number, 'mushakNumber', number,
      'state', state || jsonb_build_object('id', copied.id)
    ))).* from "${tenantSchema({ tenantId, version: 1 })}".invoices, copied where invoices.id::text = $1`,
    [id, period.from, period.to],
  )

const countRows = async (owner: Sql, { from, to }: BenchPeriod) => {
  const schema = owner(tenantSchema({ tenantId, version: 1 }))
  const [row] = await owner<{ lines: number; large: number }[]>`
    select
      (select count(*)::int from ${schema}.tax_lines where issued_on between ${from}::date and ${to}::date) as lines,
      (select count(*)::int from ${schema}.tax_documents where issued_on between ${from}::date and ${to}::date
        and kind = '6.3' and value + sd > 200000) as large`
  return { 'sales book (6.2)': row?.lines ?? 0, 'large invoices (6.10)': row?.large ?? 0 }
}
