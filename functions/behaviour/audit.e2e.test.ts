import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { fiscalYearOf } from '../../domain/calendar/fiscal-year.ts'
import { invoiceStream, receiptStream } from '../../infra/event-store/stream-names.ts'
import { runTool } from '../../infra/tools/testing/run-tool.ts'
import { dueToday, line, openDesk, today } from './testing/desk.ts'
import { partsOf, receiptsOf, transfer } from './testing/receipts.ts'
import { waitFor } from './testing/wait-for.ts'

// The command starts a process and looks three times at what is wrong.
jest.setTimeout(120_000)

const { service, desk } = await openDesk()
const owner = service.database
const receipts = receiptsOf(desk.client)
const store = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
afterAll(async () => {
  await store.dispose()
  await service.stop()
})

const audit = (...args: string[]) => runTool('audit/audit-command.ts', args, service.environment)

type Event = { type: string; data: Record<string, unknown> }

/** The findings or notes that a run has printed: code and place, in order. */
const listed = (kind: 'finding' | 'note', { stdout }: { stdout: string }) =>
  stdout
    .split('\n')
    .map((text) => text.split(/ {2,}/))
    .filter(([word]) => word === kind)
    .map(([, code, , where]) => `${code} ${where}`)
    .sort()

const year = fiscalYearOf(today())
const register = (series = '6.3') => `numbers-acme_${series}_MAIN_${year}`
const drafts = `numbers-acme_INV_${year}`

/** Appends events as no command would. */
const plant = async (stream: string, ...events: Event[]): Promise<void> => {
  const metadata = { tenantId: 'acme', schemaVersion: 1 }
  await store.appendToStream(
    stream,
    events.map(({ type, data }) => jsonEvent({ id: randomUUID(), type, data, metadata }) as never),
  )
}

const readAll = async (stream: string): Promise<Event[]> => {
  const events: Event[] = []
  for await (const { event } of store.readStream(stream))
    if (event) events.push({ type: event.type, data: event.data as Event['data'] })
  return events
}

const takeOf = (invoiceId: string, more: object = {}): Event => ({
  type: 'NumberTaken',
  data: {
    document: { kind: 'INVOICE', invoiceId, noteId: null },
    ...{ place: 'MAIN', decidedAt: new Date().toISOString(), issuedAt: new Date().toISOString() },
    ...more,
  },
})

const pay = (amount: string) => ({ amount, method: 'CASH', paidOn: today() })
const received = (amount: string, parts: object[]) => transfer(amount, parts, { paidOn: today() })

/** Invoices with notes, payments, and receipts with parts: everything that an audit compares. */
const story = async () => {
  const issue = (price = '1000') => desk.issue([line('2', price), line('1', '50')], dueToday())
  const [credited, paid, first, second, reversed] = [
    await issue(),
    await issue(),
    await issue(),
    await issue(),
    await issue(),
  ]
  const credit = { lines: [{ lineItemId: credited.lineItems[0].id, quantity: '1' }], reason: 'returned' }
  await desk.run('credit', { id: credited.id, ...credit })
  const debit = { lines: [{ lineItemId: credited.lineItems[1].id, amount: '5' }], reason: 'price' }
  await desk.run('debit', { id: credited.id, ...debit })
  await desk.run('pay', { id: paid.id, input: pay('100') })
  await desk.create([line('1', '10')], dueToday())
  const receipt = await receipts.run('record', {
    input: received('500', partsOf([first, '100'], [second, '200'])),
  })
  const back = await receipts.run('record', { input: received('50', partsOf([reversed, '50'])) })
  await receipts.run('reverse', { id: back.id, reason: 'bounced' })
  // The audit must not depend on how fast the projection is.
  for (const { id } of [credited, paid, first, second, reversed])
    await desk.awaitRow(id, (await readAll(invoiceStream('acme', id))).length - 1)
  for (const { id } of [receipt, back])
    await receipts.awaitRow(id, (await readAll(receiptStream('acme', id))).length - 1)
  return { credited, paid, first, second, reversed, receipt }
}

// A failure here must not keep the service running.
const told = await story().catch(async (error: unknown) => {
  await store.dispose()
  await service.stop()
  throw error
})

describe('an audit', () => {
  test('finds nothing wrong after a story, and says what it has checked', async () => {
    const outcome = await audit('--tenant', 'acme')
    expect([outcome.stdout, outcome.stderr, outcome.code]).toEqual([
      expect.stringMatching(/^checked {2}acme {2}.*\nNothing is wrong\n$/),
      expect.stringMatching(/events, \d+ a second, 0 findings/),
      0,
    ])
    for (const counted of ['invoices: 6', 'documents: 7', 'serials: 7', 'INV numbers: 6', 'receipts: 2'])
      expect(outcome.stdout).toContain(counted)
    expect(outcome.stdout).toContain('allocations: 3')
    expect(outcome.stdout).toContain('rows of invoices, version 1: 6')
  })

  test('refuses wrong arguments', async () => {
    for (const args of [[], ['--all', '--tenant', 'acme'], ['--tenant', 'A']])
      expect(await audit(...args)).toMatchObject({ code: 2, stdout: '' })
    const stderr = expect.stringContaining('There is no tenant nobody')
    expect(await audit('--tenant', 'nobody')).toMatchObject({ code: 1, stdout: '', stderr })
  })
})

describe('an audit of a read model that was changed', () => {
  const { credited, paid, first, receipt } = told
  const stream = (id: string) => invoiceStream('acme', id)
  const ghost = randomUUID()

  test('names each row that is not the fold of its stream', async () => {
    await owner`update tenant_acme_v1.invoices set balance = balance + 1 where id = ${paid.id}`
    await owner`update tenant_acme_v1.invoice_search set lexemes = 'other' where id = ${first.id}`
    await owner`delete from tenant_acme_v1.tax_receipts where invoice_id = ${paid.id} and kind = 'RECEIPT'`
    await owner`delete from tenant_acme_v1.tax_open_items where invoice_id = ${first.id}`
    await owner`update tenant_acme_v1.tax_lines set vat = 0 where document_id = ${credited.id} and line_no = 1`
    await owner`update tenant_acme_v1.tax_documents set vat = 0 where document_id = ${credited.id}`
    await owner`update tenant_acme_v1.receipts set unapplied = 1 where id = ${receipt.id}`
    await owner`create table finance.kept as select * from tenant_acme_v1.invoices where id = ${told.second.id}`
    await owner`delete from tenant_acme_v1.invoices where id = ${told.second.id}`
    await owner`update finance.kept set id = ${ghost}`
    await owner`insert into tenant_acme_v1.invoices select * from finance.kept`
    const outcome = await audit('--all')
    expect(outcome.code).toBe(1)
    expect(listed('finding', outcome)).toEqual(
      [
        `ROW_DIFFERS ${stream(paid.id)}`,
        `ROW_MISSING ${stream(paid.id)}`,
        `ROW_DIFFERS ${stream(first.id)}`,
        `ROW_MISSING ${stream(first.id)}`,
        `ROW_DIFFERS ${stream(credited.id)}`,
        `ROW_DIFFERS ${stream(credited.id)}`,
        `ROW_DIFFERS ${receiptStream('acme', receipt.id)}`,
        `ROW_MISSING ${stream(told.second.id)}`,
        `ROW_WITHOUT_STREAM ${stream(ghost)}`,
        // The ledger still has the invoice whose row is gone.
        ...['invoice_search', 'tax_documents', 'tax_open_items', 'tax_receipts'].map(
          (table) => `ROW_WITHOUT_STREAM ${table} ${told.second.id}`,
        ),
      ].sort(),
    )
    for (const what of [
      'invoices .* differs in balance',
      'invoice_search .* differs in lexemes',
      'tax_lines',
    ])
      expect(outcome.stdout).toMatch(new RegExp(what))
  })
})

describe('an audit of streams that were changed', () => {
  const bengalIsRight = async () => expect(await audit('--tenant', 'bengal')).toMatchObject({ code: 0 })

  test('names each stream and what is wrong with it', async () => {
    const { credited, paid, first, second, reversed, receipt } = told
    // Rows are of no concern here.
    const copy = randomUUID()
    const own = await readAll(invoiceStream('acme', first.id))
    const copied = JSON.parse(JSON.stringify(own).replaceAll(first.id, copy)) as Event[]
    await plant(invoiceStream('acme', copy), ...copied.slice(0, 3))
    await plant(invoiceStream('acme', reversed.id), { type: 'InvoiceTeleported', data: {} })
    const takes = await readAll(register())
    const [head, nobody] = [takes.length, randomUUID()]
    await plant(register(), takeOf(paid.id))
    await plant(register(), takeOf(nobody, { issuedAt: '2020-01-01T00:00:00.000Z' }))
    const unused = randomUUID()
    await plant(drafts, {
      type: 'InvoiceNumberTaken',
      data: { invoiceId: unused, takenAt: new Date().toISOString() },
    })
    const lost = randomUUID()
    const part = { paymentId: `${lost}-1`, invoiceId: second.id, amount: '5.00' }
    const [recorded] = await readAll(receiptStream('acme', receipt.id))
    await plant(
      receiptStream('acme', lost),
      {
        type: 'ReceiptRecorded',
        data: {
          ...recorded?.data,
          receiptId: lost,
          allocations: [{ ...part, invoiceNumber: 'INV', mushakNumber: null }],
        },
      },
      { type: 'AllocationCarried', data: { paymentId: part.paymentId, at: new Date().toISOString() } },
    )
    const payment = own.find(({ type }) => type === 'PaymentRecorded')
    await plant(invoiceStream('acme', credited.id), {
      type: 'PaymentRecorded',
      data: { ...payment?.data, paymentId: 'strange', receiptId: receipt.id, amount: '1.00' },
    })
    const unknown = (await readAll(invoiceStream('acme', reversed.id))).length - 1
    const outcome = await audit('--tenant', 'acme')
    expect(outcome.code).toBe(1)
    const ofStreams = listed('finding', outcome).filter((text) => !text.startsWith('ROW_'))
    expect(ofStreams).toEqual(
      [
        `SERIAL_DOUBLED ${invoiceStream('acme', copy)}`,
        `INVOICE_NUMBER_DOUBLED ${invoiceStream('acme', copy)}`,
        `EVENT_UNDECODABLE ${invoiceStream('acme', reversed.id)}@${unknown}`,
        `ISSUED_OUT_OF_ORDER ${register()}@${head + 1}`,
        `ISSUED_OUTSIDE_YEAR ${register()}@${head + 1}`,
        `SERIAL_WITHOUT_DOCUMENT ${register()}@${head + 1}`,
        `ALLOCATION_LOST ${receiptStream('acme', lost)}`,
        `PAYMENT_WITHOUT_ALLOCATION ${invoiceStream('acme', credited.id)}`,
      ].sort(),
    )
    expect(listed('note', outcome)).toEqual([`SERIAL_TAKEN_TWICE ${register()}@${head}`])
    await bengalIsRight()
  })

  test('passes over an event that is skipped on record, and lists it', async () => {
    const stream = invoiceStream('acme', told.reversed.id)
    const revision = (await readAll(stream)).length - 1
    await plant('skips-acme', {
      type: 'EventSkipped',
      data: { stream, revision, reason: 'no', by: 'u-1', at: '2026-11-20T06:00:00.000Z' },
    })
    const outcome = await waitFor(() => audit('--tenant', 'acme'))
    expect(listed('note', outcome)).toContain(`EVENT_SKIPPED ${stream}@${revision}`)
    expect(listed('finding', outcome).filter((text) => text.startsWith('EVENT_'))).toEqual([])
  })
})
