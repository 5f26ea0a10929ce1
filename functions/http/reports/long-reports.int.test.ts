import { PassThrough, Writable } from 'node:stream'
import { expect, jest, test } from '@jest/globals'
import {
  asAcme,
  asSuperuser,
  changeLedger,
  useLedger,
} from '../../read-model/ledger/testing/ledger-database.ts'
import { readVatReturn } from '../../read-model/ledger/vat-return.ts'
import { rowsOfPart } from './csv-file.ts'
import { rowsOf } from './testing/csv-rows.ts'
import { downloadReport, sendReport } from './testing/download.ts'

jest.setTimeout(120_000)
useLedger()

const month = { from: '2024-10-01', to: '2024-10-31' }
const documents = 10_000

/** Adds invoices of two lines, without events: that many take long. */
const fill = async (first = 1, last = documents): Promise<void> => {
  await changeLedger(`
    insert into tax_documents (document_id, invoice_id, kind, place, fiscal_year, serial, number, issued_at,
      issued_on, buyer_id, buyer_name, due_date, value, sd, vat)
    select md5('d' || n)::uuid, md5('i' || n)::uuid, '6.3', 'MAIN', '2024-2025', n, 'MUSHAK-' || n,
      '2024-10-15T06:00:00Z'::timestamptz + n * interval '1 millisecond', '2024-10-15', 'c-1',
      'পদ্মা ট্রেডার্স', '2024-11-15', 200, 0, 30
    from generate_series(${first}, ${last}) as n`)
  await changeLedger(`
    insert into tax_lines (document_id, line_id, line_no, kind, issued_on, supply_class, return_note,
      first_of_return_note, vat_category, vat_rate, sd_rate, description, quantity, value, sd, vat)
    select md5('d' || n)::uuid, 'l-' || line, line, '6.3', '2024-10-15', 'LOCAL', 4, line = 1, 'STANDARD', 15,
      0, 'Line ' || line || ' of ' || n, 1, 100, 0, 15
    from generate_series(${first}, ${last}) as n, generate_series(1, 2) as line`)
}

test('a long report has each line once and in order, and holds few of them at a time', async () => {
  await fill()
  const parts: Buffer[] = []
  let mostWaiting = 0
  const slow = new Writable({
    write(part: Buffer, _, done) {
      parts.push(part)
      mostWaiting = Math.max(mostWaiting, slow.writableLength)
      setImmediate(done)
    },
  })
  await sendReport(slow, 'sales-book', month)
  const text = Buffer.concat(parts).toString()
  const rows = rowsOf(text.slice(text.indexOf('\0') + 8))
  expect(rows.map(({ description }) => description)).toEqual(
    Array.from(
      { length: 2 * documents },
      (_, index) => `Line ${(index % 2) + 1} of ${Math.floor(index / 2) + 1}`,
    ),
  )
  const { figures } = await asAcme((sql) => readVatReturn(sql, month))
  const sumOf = (name: string) =>
    rows.reduce((sum, row) => sum + BigInt((row[name] ?? '').replace('.', '')), 0n)
  expect([sumOf('value'), sumOf('vat')]).toEqual([figures.output.value, figures.output.vat])
  expect(parts).toHaveLength((2 * documents) / rowsOfPart)
  expect(mostWaiting).toBeLessThanOrEqual(2 * Math.max(...parts.map(({ length }) => length)))
})

/** A client that reads when the test says so. */
const pausedClient = (report = 'sales-book', tenantId = 'acme') => {
  const stream = new PassThrough({ highWaterMark: 1 })
  stream.on('error', () => undefined)
  const sent = sendReport(stream, report, month, { tenantId }).catch((error: unknown) => error)
  const first = new Promise<void>((resolve) => stream.once('readable', resolve))
  return { stream, sent, first }
}

const openTransactions = () =>
  asSuperuser(async (sql) => {
    const rows = await sql`
      select from pg_stat_activity where application_name = 'finance-reports' and xact_start is not null`
    return rows.length
  })

const untilNoTransaction = async (): Promise<void> => {
  while ((await openTransactions()) > 0) await new Promise((resolve) => setTimeout(resolve, 10))
}

test('a report shows one state of the ledger, whatever is added while it is sent', async () => {
  await fill(1, 1_000)
  const { stream, sent, first } = pausedClient()
  await first
  await fill(1_001, 1_100)
  const text = Buffer.concat(await stream.toArray()).toString()
  expect(await sent).toBeUndefined()
  expect(rowsOf(text.slice(text.indexOf('\0') + 8))).toHaveLength(2_000)
})

test('a client that goes away leaves no transaction behind', async () => {
  await fill(1, 1_000)
  const { stream, sent, first } = pausedClient()
  await first
  expect(await openTransactions()).toBe(1)
  stream.destroy()
  expect(await sent).toBeUndefined()
  await untilNoTransaction()
})

test('a report whose database fails in the middle is not ended', async () => {
  await fill(1, 1_000)
  const { stream, sent, first } = pausedClient()
  await first
  await asSuperuser(
    (sql) => sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where application_name = 'finance-reports'`,
  )
  stream.resume()
  expect(await sent).toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect(stream.writableEnded).toBe(false)
})

test('a tenant downloads two reports at a time, and others are not kept out', async () => {
  await fill(1, 1_000)
  const running = [pausedClient(), pausedClient()]
  await Promise.all(running.map(({ first }) => first))
  const third = await downloadReport('vat-return', month)
  expect([third.status, third.headers, JSON.parse(third.body).errors[0].extensions]).toMatchObject([
    429,
    { 'Retry-After': '5', 'Access-Control-Expose-Headers': 'X-Correlation-ID,Retry-After' },
    { code: 'RATE_LIMITED', retryable: true },
  ])
  expect((await downloadReport('sales-book', month, { tenantId: 'bengal' })).status).toBe(200)
  for (const { stream, sent } of running) {
    stream.resume()
    await sent
  }
  expect((await downloadReport('vat-return', month)).status).toBe(200)
})
