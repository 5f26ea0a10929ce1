import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { acme } from '../../../domain/testing/acme.ts'
import { approving, creating, crediting, dutiableBags, numbering } from '../../../domain/testing/examples.ts'
import { numberingNote } from '../../../domain/testing/note-numbers.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { addInvoices, asAcme, useLedger } from '../../read-model/ledger/testing/ledger-database.ts'
import { maxRows, readReport } from './read-report.ts'
import type { WantedReport } from './wanted-report.ts'

useLedger()

const read = (report: WantedReport['report'], lang: WantedReport['lang'] = 'en') => {
  const period = { from: '2024-10-01', to: '2024-11-30' }
  return asAcme(async (sql) => {
    const { formOf, ...covered } = await readReport(sql, { report, period, lang })
    return { covered, form: formOf({ ...covered, period, seller: acme }) }
  })
}

/** An invoice with this number of lines. */
const invoiceOf = (
  lines: number,
  { serial = 1, place = 'MAIN', description = dutiableBags.description } = {},
) =>
  history(
    creating({ place, lineItems: Array.from({ length: lines }, () => ({ ...dutiableBags, description })) }),
    approving(),
    numbering(serial),
  )

test('cases 5 and 12: a report has the documents of its period, and says where they are from', async () => {
  const noteId = randomUUID()
  const credited = history(
    ...[creating({ lineItems: [dutiableBags] }), approving(), numbering()],
    ...[crediting([{ lineItemId: 'i-1-1', quantity: '4' }], { id: noteId }), numberingNote(noteId, 1)],
  )
  await addInvoices([credited, invoiceOf(2, { place: 'CTG' })])
  const { covered, form } = await read('sales-book')
  expect(covered).toEqual({
    ...{ documents: 3, places: ['CTG', 'MAIN'], waitingInvoices: 0 },
    lastAddedAt: expect.stringMatching(/^20.*Z$/),
  })
  expect(form.rows).toHaveLength(4)
  expect(form.totals?.cells.slice(9, 12)).toEqual(['26,000.00', '5,200.00', '4,680.00'])
  const { form: vatReturn } = await read('vat-return')
  const rowOf = (note: string) => vatReturn.rows.find(({ cells }) => cells[1] === note)?.cells.slice(2)
  expect(rowOf('4')).toEqual(['30,000.00', '6,000.00', '5,400.00', '1', '6,000.00', '5,400.00'])
  expect(rowOf('31')).toEqual(['—', '—', '720.00', '1', '—', '—'])
  expect(rowOf('39')).toEqual(['—', '800.00', '—', '1', '—', '—'])
  const { form: large } = await read('high-value-invoices')
  expect(large.rows.map(({ heading }) => heading)).toEqual(['Nothing in this period'])
})

test('a report with as many rows as are allowed is printed, and one with more is refused', async () => {
  await addInvoices(
    Array.from({ length: maxRows / 500 }, (_, index) => invoiceOf(500, { serial: index + 1 })),
  )
  expect((await read('sales-book')).form.rows).toHaveLength(maxRows)
  await addInvoices([invoiceOf(1, { serial: 9 })])
  await expect(read('sales-book')).rejects.toMatchObject({
    status: 400,
    details: { code: 'REPORT_TOO_LARGE', path: 'to', params: { most: maxRows, unit: 'rows' } },
    message: expect.stringContaining('/reports/sales-book'),
  })
})

test('a report with fewer rows whose texts are long is refused', async () => {
  const description = 'A'.repeat(120)
  await addInvoices([1, 2, 3, 4, 5].map((serial) => invoiceOf(390, { serial, description })))
  await expect(read('sales-book')).rejects.toMatchObject({
    details: { code: 'REPORT_TOO_LARGE', params: { most: 450_000, unit: 'characters' } },
  })
})
