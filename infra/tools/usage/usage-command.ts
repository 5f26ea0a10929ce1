import { isLocalDate, monthOf } from '../../../domain/calendar/dates.ts'
import { lastDayOfMonth } from '../../../domain/calendar/days.ts'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import {
  type Bill,
  billsOf,
  sumOfBills,
  writeDollars,
  writeGigabyteSeconds,
  writeTakaCost,
} from '../../../domain/usage/bill.ts'
import { type Period, pricePeriods } from '../../../domain/usage/periods.ts'
import { closeConnections, type Sql } from '../../postgres/connect.ts'
import { readTenantIds, readUsageOfAll } from '../../postgres/usage.ts'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { databaseOf } from '../functions/database.ts'
import { billTable } from './bill-table.ts'

const help = `What the invocations of each tenant cost in a month.

  npm run usage -- [--month 2026-11] [--tenant ID] [--json]

  --month   a month in Dhaka; this month if it is left out
  --tenant  the bill of one tenant, with a line for each operation
  --json    exact figures as JSON; the table is rounded

"nobody" is what belongs to no tenant, and the total is the bill of the platform. docs/usage.md explains both.
Connects as the reader: DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_SSL, DATABASE_SSL_CA, and
DATABASE_READER_USERNAME with DATABASE_READER_PASSWORD, or DATABASE_READER_PASSWORD_SECRET_ARN. Without
DATABASE_HOST it uses the embedded database that npm run dev runs on DATA_DIR.
Results go to standard output. Exit codes: 0 done, 1 failed, 2 wrong arguments.
`

const connectionOptions = { maxConnections: 2, applicationName: 'finance-usage' }

/** @throws UsageError when the text is not a month */
const parseMonth = (month: string): Period => {
  const from = `${month}-01`
  if (!/^\d{4}-\d{2}$/.test(month) || !isLocalDate(from))
    throw new UsageError(`"${month}" is not a month: write it as YYYY-MM, such as 2026-11`)
  return { from, to: lastDayOfMonth(from) }
}

const thisMonth = (): string => monthOf(dhakaDate(new Date().toISOString()))

/** @throws UsageError when there is no such tenant */
const readBills = async (
  sql: Sql,
  { from, to }: Period,
  tenantId: string | undefined,
): Promise<Map<string, Bill>> => {
  const tenantIds = await readTenantIds(sql)
  if (tenantId !== undefined && !tenantIds.includes(tenantId))
    throw new UsageError(`There is no tenant "${tenantId}"`)
  const periods = await Promise.all(
    pricePeriods(from, to).map(async (period) => ({
      period,
      measured: await readUsageOfAll(sql, period, tenantId),
    })),
  )
  return billsOf(tenantId === undefined ? [...tenantIds, ''] : [tenantId], periods)
}

const exact = (costed: Bill | Bill['lines'][number]) => ({
  invocations: Number(costed.invocations),
  errors: Number(costed.errors),
  billedMilliseconds: costed.billedMs.toString(),
  gigabyteSeconds: writeGigabyteSeconds(costed),
  usd: writeDollars(costed),
  bdt: writeTakaCost(costed),
})

const toJson = (period: Period, bills: ReadonlyMap<string, Bill>): string => {
  const tenants = [...bills].map(([tenantId, bill]) => ({
    tenantId,
    ...exact(bill),
    lines: bill.lines.map((line) => ({ operation: line.operation, ...exact(line) })),
  }))
  const total = exact({ ...sumOfBills([...bills.values()]), lines: [] })
  return `${JSON.stringify({ ...period, prices: pricesOf(period), tenants, total }, null, 2)}\n`
}

const pricesOf = ({ from, to }: Period) =>
  pricePeriods(from, to).map(({ from: since, prices, rate }) => ({ since, prices, rate }))

const toText = (period: Period, bills: ReadonlyMap<string, Bill>, tenantId: string | undefined): string => {
  const bill = tenantId === undefined ? undefined : bills.get(tenantId)
  const table = bill
    ? billTable(
        'operation',
        bill.lines.map((line) => ({ name: line.operation || '(unknown)', costed: line })),
        bill,
        'lines of one bill',
      )
    : billTable(
        'tenant',
        [...bills].map(([name, costed]) => ({ name: name || 'nobody', costed })),
        sumOfBills([...bills.values()]),
        'bills',
      )
  const notes = pricesOf(period).map(
    ({ since, prices, rate }) =>
      `from ${since}: price list of ${prices.from} (${prices.region}), ${rate.takaPerDollar} taka per dollar\n`,
  )
  return `${table}\n${notes.join('')}`
}

await runCommandLine({
  help,
  options: { month: { type: 'string' }, tenant: { type: 'string' }, json: { type: 'boolean' } },
  run: async ({ month = thisMonth(), tenant, json }) => {
    const period = parseMonth(month)
    try {
      const bills = await readBills(databaseOf('reader', connectionOptions), period, tenant)
      process.stdout.write(json === true ? toJson(period, bills) : toText(period, bills, tenant))
    } finally {
      await closeConnections()
    }
  },
})
