import { describe, expect, jest, test } from '@jest/globals'
import { approving, creating, numbering, tenBags } from '../../../domain/testing/examples.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { adjusted } from '../../projections/invoices/testing/adjusted-story.ts'
import { addInvoices, asAcme, useLedger } from '../../read-model/ledger/testing/ledger-database.ts'
import { readVatReturn } from '../../read-model/ledger/vat-return.ts'
import { rowsOf } from './testing/csv-rows.ts'
import { type Caller, downloadReport } from './testing/download.ts'

jest.setTimeout(60_000)
useLedger()

const year = { from: '2024-01-01', to: '2024-12-31' }
const issue = (changes: Parameters<typeof creating>[0]) =>
  addInvoices([history(creating(changes), approving(), numbering())])

describe('the file of the sales book', () => {
  test('case 12: has the lines of the invoice and its notes, with amounts that a program can read', async () => {
    const [events = []] = await addInvoices([history(...adjusted)])
    const numbers = events.flatMap((event) => (event.type === 'LegalNumberAssigned' ? [event.number] : []))
    const { status, headers, body } = await downloadReport('sales-book', year)
    expect([status, headers]).toEqual([
      200,
      expect.objectContaining({
        'Content-Type': 'text/csv; charset=utf-8; header=present',
        'Content-Disposition': 'attachment; filename="sales-book-2024-01-01-2024-12-31.csv"',
        'Cache-Control': 'private, no-store',
        'X-Correlation-ID': 'request-1',
      }),
    ])
    expect(body.split('\r\n')[0]).toBe(
      '\ufeffissued_on,issued_at,form,number,original_number,buyer_name,buyer_address,buyer_bin,buyer_nid,' +
        'line_number,description,hs_code,unit,quantity,value,supplementary_duty,vat,document_id',
    )
    const supply = {
      ...{ buyer_name: 'বেঙ্গল ট্রেডার্স', buyer_address: '৭ আগ্রাবাদ, চট্টগ্রাম' },
      buyer_bin: '001234567-0202',
      ...{ line_number: '1', description: 'Portland cement, 50 kg', hs_code: '2523.29.00', unit: 'bag' },
    }
    const [invoice, ...notes] = rowsOf(body)
    expect(invoice).toMatchObject({
      ...{ ...supply, form: '6.3', number: numbers[0], original_number: '', issued_on: '2024-10-15' },
      ...{ issued_at: '2024-10-15T12:00:00+06:00', quantity: '10' },
      ...{ value: '10000.00', supplementary_duty: '2000.00', vat: '1800.00' },
    })
    expect(notes).toMatchObject([
      {
        ...supply,
        form: '6.7',
        original_number: numbers[0],
        quantity: '-4',
        value: '-4000.00',
        vat: '-720.00',
      },
      { ...supply, form: '6.8', original_number: numbers[0], quantity: '', value: '50.00', vat: '9.00' },
    ])
  })

  test('shows texts that are meant for a spreadsheet as texts', async () => {
    const texts = {
      customerName: '=HYPERLINK("http://evil.example","x")',
      customerAddress: 'Line 1, "A"\n@SUM(1)',
      customerBIN: null,
      customerNID: '0012345678',
    }
    await issue({ ...texts, lineItems: [{ ...tenBags, description: '+1', unit: '-' }] })
    const { body } = await downloadReport('sales-book', year)
    expect(rowsOf(body)).toMatchObject([
      {
        ...{ buyer_name: `'${texts.customerName}`, buyer_address: texts.customerAddress, buyer_bin: '' },
        ...{ buyer_nid: "'0012345678", description: "'+1", unit: "'-" },
      },
    ])
    expect(body).toContain(',"\'=HYPERLINK(""http://evil.example"",""x"")","Line 1, ""A""\n@SUM(1)",')
  })

  test('has only its names without documents, and nothing of another tenant', async () => {
    await issue({})
    const { status, body } = await downloadReport('sales-book', year, { tenantId: 'bengal' })
    expect([status, rowsOf(body), body.split('\r\n').length]).toEqual([200, [], 2])
    const before = await downloadReport('sales-book', { from: '2023-01-01', to: '2023-12-31' })
    expect(rowsOf(before.body)).toEqual([])
  })
})

describe('the files of the other reports', () => {
  test('case 12: the return has each note that the service supplies, as the query has it', async () => {
    await addInvoices([history(...adjusted)])
    const { headers, body } = await downloadReport('vat-return', year)
    expect(headers['Content-Disposition']).toContain('vat-return-2024-01-01-2024-12-31.csv')
    const rows = rowsOf(body)
    expect(rows.map(({ note }) => note).join()).toBe('1,2,3,4,6,7,8,9,26,27,29,31,38,39')
    const { figures } = await asAcme((sql) => readVatReturn(sql, year))
    const { output, creditNotes, withheld } = figures
    const ofNote = (wanted: string) => rows.find(({ note }) => note === wanted)
    expect([output.value, creditNotes.vat, withheld]).toEqual([1_000_000n, 72_000n, 100_000n])
    expect(ofNote('9')).toMatchObject({ value: '10000.00', supplementary_duty: '2000.00', vat: '1800.00' })
    expect(ofNote('31')).toMatchObject({ value: '0.00', supplementary_duty: '0.00', vat: '720.00' })
    expect(ofNote('29')).toMatchObject({ vat: '1000.00' })
  })

  test.each([
    [4, { description: 'Portland cement, 50 kg', hs_code: '2523.29.00', quantity: '10', vat: '1800.00' }],
    [31, { buyer_bin: '001234567-0202', value: '4000.00', vat: '720.00', supplementary_duty: '800.00' }],
    [26, { buyer_bin: '001234567-0202', value: '50.00', vat: '9.00' }],
    [29, { certificate_number: 'V-1', deposit_account_code: '1/1133/0010/0311', vat: '1000.00' }],
  ])('case 12: the sub-form of note %d has its rows', async (note, row) => {
    await addInvoices([history(...adjusted)])
    const { headers, body } = await downloadReport('vat-return-sub-form', { ...year, note: String(note) })
    expect(headers['Content-Disposition']).toContain(`vat-return-note-${note}-2024-01-01-2024-12-31.csv`)
    expect(rowsOf(body)).toMatchObject([row])
  })

  test('large invoices and ages of receivables have their rows', async () => {
    await issue({ lineItems: [{ ...tenBags, unitPrice: '30000' }], dueDate: '2024-11-15' })
    const large = await downloadReport('high-value-invoices', year)
    expect(rowsOf(large.body)).toMatchObject([{ value: '300000.00', vat: '45000.00' }])
    const ages = await downloadReport('aged-receivables', { on: '2024-12-20' })
    expect(ages.headers['Content-Disposition']).toContain('aged-receivables-2024-12-20.csv')
    expect(rowsOf(ages.body)).toMatchObject([
      {
        ...{
          buyer_id: 'customer-1',
          buyer_name: 'বেঙ্গল ট্রেডার্স',
          not_due: '0.00',
          days_31_to_60: '345000.00',
        },
        ...{ owed_by_buyer: '345000.00', owed_to_buyer: '0.00' },
      },
    ])
  })
})

const refusalOf = async (report: string, query: Parameters<typeof downloadReport>[1], caller?: Caller) => {
  const { status, headers, body } = await downloadReport(report, query, caller)
  expect(headers['Content-Type']).toBe('application/json; charset=utf-8')
  const { code, path } = JSON.parse(body).errors[0].extensions
  return [status, code, path]
}

describe('a report is refused', () => {
  test.each([
    ['another report', 'income-tax', year, [404, 'NOT_FOUND', 'report']],
    ['a report that objects inherit', 'constructor', year, [404, 'NOT_FOUND', 'report']],
    ['another format', 'sales-book', { ...year, format: 'xlsx' }, [400, 'INVALID_INPUT', 'format']],
    ['another parameter', 'sales-book', { ...year, page: '1' }, [400, 'INVALID_INPUT', 'page']],
    ['the parameter of another report', 'vat-return', { ...year, note: '4' }, [400, 'INVALID_INPUT', 'note']],
    ['no first day', 'sales-book', { to: year.to }, [400, 'INVALID_INPUT', 'from']],
    ['two last days', 'sales-book', { ...year, to: [year.to, year.to] }, [400, 'INVALID_INPUT', 'to']],
    ['a text that is no day', 'sales-book', { ...year, from: '2024-02-30' }, [400, 'INVALID_DATE', 'from']],
    ['a long text', 'sales-book', { ...year, from: '0'.repeat(65) }, [400, 'INVALID_INPUT', 'from']],
    [
      'days the wrong way round',
      'sales-book',
      { from: year.to, to: year.from },
      [400, 'PERIOD_REVERSED', 'to'],
    ],
    ['two years', 'sales-book', { ...year, to: '2025-12-31' }, [400, 'PERIOD_TOO_LONG', 'to']],
    [
      'a later month',
      'vat-return',
      { from: '2099-01-01', to: '2099-01-31' },
      [400, 'PERIOD_IN_FUTURE', 'to'],
    ],
    [
      'a note without a sub-form',
      'vat-return-sub-form',
      { ...year, note: '9' },
      [400, 'INVALID_INPUT', 'note'],
    ],
    ['no note', 'vat-return-sub-form', year, [400, 'INVALID_INPUT', 'note']],
    ['a later day', 'aged-receivables', { on: '2099-01-01' }, [400, 'DATE_IN_FUTURE', 'on']],
  ] as const)('with %s', async (_, report, query, expected) => {
    expect(await refusalOf(report, query)).toEqual(expected)
  })

  test('without a token, with an old one, or without report:read', async () => {
    const refused = (caller: Caller | null) =>
      downloadReport('sales-book', year, caller).then(({ body }) => JSON.parse(body).errors[0].extensions)
    expect(await refused(null)).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await refused({ expiresAt: 1 })).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await refused({ permissions: 'invoice:read' })).toMatchObject({
      ...{ code: 'FORBIDDEN', params: { operation: 'salesBook', permission: 'report:read' } },
    })
  })

  test('for a tenant that has no ledger', async () => {
    expect(await refusalOf('sales-book', year, { tenantId: 'nobody' })).toEqual([404, 'TENANT_UNKNOWN', null])
  })
})
