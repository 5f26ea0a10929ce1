import { expect, test } from '@jest/globals'
import { addWaitingRow, changeLedger, useLedger } from '../../read-model/ledger/testing/ledger-database.ts'
import { downloadReport } from './testing/download.ts'

useLedger()

const nameOf = async (report: string, query: Record<string, string>) => {
  const { headers } = await downloadReport(report, query)
  return headers['Content-Disposition']?.split('"')[1]
}

test.each([
  ['sales-book', { from: '2024-10-01', to: '2024-10-31' }, 'sales-book-2024-10-01-2024-10-31'],
  ['aged-receivables', { on: '2024-10-31' }, 'aged-receivables-2024-10-31'],
])('the file of %s says in its name that invoices wait to be folded again', async (report, query, name) => {
  await addWaitingRow()
  expect(await nameOf(report, query)).toBe(`${name}-incomplete.csv`)
  await changeLedger('delete from invoices')
  expect(await nameOf(report, query)).toBe(`${name}.csv`)
})
