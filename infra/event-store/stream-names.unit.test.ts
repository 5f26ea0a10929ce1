import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  draftRegisterStream,
  invoiceStream,
  legalRegisterStream,
  parseStream,
  tenantStream,
} from './stream-names.ts'

const tenantId = fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/)

test('the name of every stream can be parsed', () => {
  fc.assert(
    fc.property(tenantId, fc.uuid(), (tenant, invoiceId) => {
      expect([
        parseStream(invoiceStream(tenant, invoiceId)),
        parseStream(tenantStream(tenant)),
        parseStream(legalRegisterStream(tenant, { series: '6.3', place: 'CTG', fiscalYear: '2024-2025' })),
        parseStream(draftRegisterStream(tenant, '2024-2025')),
      ]).toEqual([
        { category: 'invoice', tenantId: tenant, invoiceId },
        { category: 'tenant', tenantId: tenant },
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
