import { expect, test } from '@jest/globals'
import { sampleInvoices } from './sample-invoices.ts'

const ledger = () => [...sampleInvoices({ tenantId: 'acme', count: 400, until: '2026-11-20T06:00:00.000Z' })]

test('a ledger is the same whenever it is made', () => {
  expect(ledger()).toEqual(ledger())
})

test('a ledger holds invoices in every state, each with an id and a number of its own', () => {
  const invoices = ledger().map(({ invoice }) => invoice)

  expect(new Set(invoices.map(({ status }) => status))).toEqual(
    new Set(['DRAFT', 'PENDING_APPROVAL', 'ISSUED', 'CANCELLED']),
  )
  expect(new Set(invoices.map((one) => one.id)).size).toBe(400)
  expect(new Set(invoices.map((one) => one.invoiceNumber)).size).toBe(400)
  expect(invoices.some((one) => one.status === 'ISSUED' && one.paidAt !== null)).toBe(true)
})
