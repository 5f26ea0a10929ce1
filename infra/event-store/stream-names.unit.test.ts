import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  draftRegisterStream,
  invoiceStream,
  legalRegisterStream,
  parseStream,
  receiptKeyStream,
  receiptStream,
  receiptUuid,
  skipStream,
  tenantStream,
} from './stream-names.ts'

const tenantId = fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/)

test('the stream of a receipt has its id if that is a UUID, and otherwise one that follows from it', () => {
  fc.assert(
    fc.property(tenantId, fc.uuid(), fc.string(), (tenant, uuid, text) => {
      expect(receiptStream(tenant, uuid)).toBe(`receipt-${tenant}_${uuid}`)
      expect(parseStream(receiptStream(tenant, text))).toEqual({
        category: 'receipt',
        tenantId: tenant,
        receiptUuid: receiptUuid(text),
      })
    }),
  )
  // Stored streams have these names.
  expect(receiptUuid('MR-2024/10')).toBe('15c7bf7e-eb88-89ab-ac8c-bdcec4767c43')
  expect(receiptUuid('mr-2024/10')).not.toBe(receiptUuid('MR-2024/10'))
})

test('the name of every stream can be parsed', () => {
  fc.assert(
    fc.property(tenantId, fc.uuid(), (tenant, invoiceId) => {
      expect([
        parseStream(invoiceStream(tenant, invoiceId)),
        parseStream(receiptStream(tenant, invoiceId)),
        parseStream(receiptKeyStream(tenant, invoiceId)),
        parseStream(tenantStream(tenant)),
        parseStream(skipStream(tenant)),
        parseStream(legalRegisterStream(tenant, { series: '6.3', place: 'CTG', fiscalYear: '2024-2025' })),
        parseStream(draftRegisterStream(tenant, '2024-2025')),
      ]).toEqual([
        { category: 'invoice', tenantId: tenant, invoiceId },
        { category: 'receipt', tenantId: tenant, receiptUuid: invoiceId },
        { category: 'receiptkey', tenantId: tenant },
        { category: 'tenant', tenantId: tenant },
        { category: 'skips', tenantId: tenant },
        { category: 'numbers', tenantId: tenant, series: '6.3', place: 'CTG', fiscalYear: '2024-2025' },
        { category: 'numbers', tenantId: tenant, series: 'INV', place: undefined, fiscalYear: '2024-2025' },
      ])
    }),
  )
})

const invoiceId = '0f8fad5b-d9cb-469f-a165-70867728950e'

test.each([
  'clock',
  '$stats-127.0.0.1',
  'invoice-acme',
  `invoice-Acme_${invoiceId}`,
  `invoice-acme_${invoiceId}_2`,
  `invoice-_${invoiceId}`,
  'receipt-acme_MR-1',
  `receipt-Acme_${invoiceId}`,
  'receiptkey-acme_key',
  'tenant-Acme',
  'tenant-acme_2',
  'numbers-acme_6.3',
  'numbers-acme_6.3_2024',
  'numbers-acme_6.3_2024-2025',
  'numbers-acme_INV_MAIN_2024-2025',
  'numbers-acme_6.3_main_2024-2025',
])('%p is not a stream of this service', (name) => {
  expect(parseStream(name)).toBeUndefined()
})
