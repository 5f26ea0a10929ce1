import { expect, test } from '@jest/globals'
import { sampleInvoices } from './sample-invoices.ts'

const samples = () => [...sampleInvoices({ tenantId: 'acme', count: 400, until: '2026-11-20T06:00:00.000Z' })]

test('the same options give the same invoices', () => {
  expect(samples()).toEqual(samples())
})

test('the invoices have every status, and each has a unique id and number', () => {
  const invoices = samples().map(({ invoice }) => invoice)

  expect(new Set(invoices.map(({ status }) => status))).toEqual(
    new Set(['DRAFT', 'PENDING_APPROVAL', 'ISSUED', 'CANCELLED']),
  )
  expect(new Set(invoices.map((one) => one.id)).size).toBe(400)
  expect(new Set(invoices.map((one) => one.invoiceNumber)).size).toBe(400)
  expect(invoices.some((one) => one.status === 'ISSUED' && one.paidAt !== null)).toBe(true)
})
