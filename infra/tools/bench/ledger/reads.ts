import type { Sql } from '../../../postgres/connect.ts'
import { asTenant } from '../../../postgres/tenant-schema.ts'
import { atMost, type Figure, milliseconds, times, withoutBudget } from '../figure.ts'
import type { Execute } from '../graphql-client.ts'
import { median } from '../quantile.ts'
import { time } from '../time.ts'

/** The first and the last day of a period. */
export type BenchPeriod = { from: string; to: string }

/** `reader` is the login that reads as a tenant. */
export type Target = { execute: Execute; reader: Sql; tenantId: string; period: BenchPeriod; rounds: number }

const pageSize = 100

const returnQuery = `query ($from: Date!, $to: Date!) {
  vatReturn(from: $from, to: $to) {
    lines { note label value { amount } supplementaryDuty { amount } vat { amount } count }
    outputVat { amount } coverage { documents lastAddedAt waitingInvoices }
  }
}`

/** The return of the month, with counts and coverage. */
export const measureReturn = async ({ execute, period, rounds }: Target): Promise<Figure> => {
  const read = async () => {
    const { coverage } = await execute<{ coverage: { documents: number } }>(returnQuery, period)
    if (coverage.documents === 0) throw new Error('The return is of no documents')
    return coverage.documents
  }
  const documents = await read()
  const measured = await medianOf(read, rounds)
  const note = `${documents} documents, with counts and coverage`
  return atMost('return of the month (9.1), p50', { measured, bound: 300, unit: milliseconds }, note)
}

const books = {
  'sales book (6.2)': `query ($from: Date!, $to: Date!, $after: String) {
    salesBook(from: $from, to: $to, first: ${pageSize}, after: $after) {
      pageInfo { endCursor } nodes {
        date documentNumber kind originalNumber buyer { name address bin nid } lineNumber description hsCode unit
        quantity value { amount } supplementaryDuty { amount } vatAmount { amount }
      }
    }
  }`,
  'large invoices (6.10)': `query ($from: Date!, $to: Date!, $after: String) {
    highValueInvoices(from: $from, to: $to, first: ${pageSize}, after: $after) {
      pageInfo { endCursor } nodes {
        mushakNumber issueDate buyer { name address bin nid }
        subtotal { amount } supplementaryDuty { amount } vatAmount { amount }
      }
    }
  }`,
} as const
type Page = { pageInfo: { endCursor: string | null }; nodes: unknown[] }

/** Pages of both books at the beginning, in the middle and at the end, where the whole book was read. */
export const measureBooks = async (target: Target, rows: Record<keyof typeof books, number>) => {
  const figures: Figure[] = []
  for (const book of Object.keys(books) as (keyof typeof books)[]) {
    const cursors = await readWhole(target, book, rows[book])
    const positions = { first: null, middle: cursors[Math.floor(cursors.length / 2)], last: cursors.at(-2) }
    for (const [position, after] of Object.entries(positions)) {
      const read = () => target.execute<Page>(books[book], { ...target.period, after })
      const { nodes } = await read()
      const measured = await medianOf(read, target.rounds)
      const bounded = { measured, bound: 20, unit: milliseconds }
      figures.push(atMost(`${position} page of the ${book}, p50`, bounded, `${nodes.length} rows`))
    }
  }
  return figures
}

/** Reads a book page by page, and returns the cursors at the ends of its pages. */
const readWhole = async (
  { execute, period }: Target,
  book: keyof typeof books,
  rows: number,
): Promise<string[]> => {
  const cursors: string[] = []
  let read = 0
  for (let after: string | null = null; ; ) {
    const page: Page = await execute<Page>(books[book], { ...period, after })
    read += page.nodes.length
    after = page.pageInfo.endCursor
    if (after === null || page.nodes.length === 0) break
    cursors.push(after)
  }
  if (read !== rows) throw new Error(`The ${book} has ${read} rows on its pages, and ${rows} in the ledger`)
  return cursors
}

const subFormQuery = `query ($from: Date!, $to: Date!, $note: Int!) {
  vatReturnSubForm(from: $from, to: $to, note: $note, first: ${pageSize}) {
    nodes {
      count description hsCode unit quantity vatRate value { amount } supplementaryDuty { amount } vat { amount }
      portalVat { amount } buyerName buyerBin documentNumber invoiceNumber certificateNumber depositSerial
    }
  }
}`
const notesWithSubForms = [1, 2, 3, 4, 6, 7, 8, 26, 27, 29, 31] as const

/** A page of each sub-form. The largest one is compared with its statement, sent with the raw driver. */
export const measureSubForms = async (target: Target): Promise<Figure[]> => {
  const { execute, reader, tenantId, period, rounds } = target
  const medians: { note: number; p50: number }[] = []
  for (const note of notesWithSubForms) {
    const read = async () => {
      const { nodes } = await execute<{ nodes: unknown[] }>(subFormQuery, { ...period, note })
      if (nodes.length === 0) throw new Error(`The sub-form of note ${note} is empty`)
    }
    medians.push({ note, p50: await medianOf(read, rounds) })
  }
  const slowest = medians.reduce((one, other) => (other.p50 > one.p50 ? other : one))
  const raw = await medianOf(
    () =>
      asTenant(reader, { tenantId }, (sql) => sql.unsafe(rawSubForm(slowest.note), [period.from, period.to])),
    rounds,
  )
  const all = medians.map(({ note, p50 }) => `${note}: ${milliseconds(p50)}`).join(', ')
  return [
    withoutBudget('page of the slowest sub-form, p50', milliseconds(slowest.p50), all),
    atMost(
      `page of sub-form ${slowest.note} / its sums alone, p50`,
      { measured: slowest.p50 / raw, bound: 2, unit: times },
      `${milliseconds(slowest.p50)} / ${milliseconds(raw)}`,
    ),
  ]
}

const rawSubForm = (note: number): string => `
  select hs_code, description, unit, vat_rate, specific_vat_per_unit, sd_rate, count(*), sum(quantity),
    sum(value), sum(sd), sum(vat)
  from tax_lines where issued_on between $1::date and $2::date and kind = '6.3' and return_note = ${note}
  group by 1, 2, 3, 4, 5, 6 order by 1, 2 limit ${pageSize}`

const agesQuery = `query ($on: Date!) {
  agedReceivables(on: $on) {
    customerId name notDue { amount } days1to30 { amount } days31to60 { amount } days61to90 { amount }
    over90 { amount } total { amount } owedToBuyer { amount }
  }
}`

/** Ages of receivables at the end of the month. */
export const measureAges = async ({ execute, period, rounds }: Target): Promise<Figure> => {
  const read = async () => {
    const buyers = await execute<unknown[]>(agesQuery, { on: period.to })
    if (buyers.length === 0) throw new Error('Nobody owes anything')
    return buyers.length
  }
  const buyers = await read()
  const measured = await medianOf(read, Math.ceil(rounds / 4))
  const note = `${buyers} buyers`
  return atMost(
    'ages of receivables on a past day, p50',
    { measured, bound: 2_000, unit: milliseconds },
    note,
  )
}

/** The first rounds are not measured: the host and the database compile and plan in them. */
const medianOf = async (work: () => Promise<unknown>, rounds: number): Promise<number> => {
  const allMs: number[] = []
  for (let round = -3; round < rounds; round++) {
    const { tookMs } = await time(work)
    if (round >= 0) allMs.push(tookMs)
  }
  return median(allMs)
}
