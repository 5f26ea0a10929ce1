import { describe, expect, test } from '@jest/globals'
import {
  acme,
  approving,
  cancelling,
  creating,
  karim,
  noon,
  numbering,
  rahim,
  registerOf,
  submitting,
  tenBags,
  updating,
} from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'

const draft = history(creating())
const strict = { ...acme, makerChecker: true }

describe('approving', () => {
  test('21 a draft and a submitted invoice can be approved', () => {
    expect(invoiceAfter(creating(), approving()).status).toBe('ISSUED')
    expect(invoiceAfter(creating(), submitting(), approving()).status).toBe('ISSUED')
  })

  test('22 issues the invoice, and records the register that the decision read', () => {
    const register = registerOf('6.3', noon, 41)
    expect(given(...draft).when(approving({ by: karim, register })).events).toEqual([
      {
        type: 'InvoiceApproved',
        seller: {
          partyId: 'vendor-1',
          name: acme.name,
          address: acme.address,
          tin: acme.tin,
          bin: acme.bin,
          nid: null,
        },
        place: 'MAIN',
        placeName: acme.name,
        addressOfIssue: acme.address,
        responsiblePersonName: acme.responsiblePersonName,
        responsiblePersonDesignation: acme.responsiblePersonDesignation,
        warnings: [],
        register: { series: '6.3', place: 'MAIN', fiscalYear: '2024-2025', revision: 41 },
        by: karim,
        at: noon,
      },
    ])
    expect(invoiceAfter(creating(), approving({ by: karim }))).toMatchObject({
      status: 'ISSUED',
      approvedBy: karim,
      approvedAt: noon,
      mushakNumber: null,
      issuedAt: null,
      updatedAt: noon,
      openNumbers: [
        {
          document: { kind: 'INVOICE', invoiceId: 'i-1', noteId: null },
          register: registerOf('6.3', noon),
          decidedAt: noon,
        },
      ],
    })
  })

  test('22 a grand total of 0.00 is refused', () => {
    const free = history(creating({ lineItems: [{ ...tenBags, unitPrice: '0' }] }))
    expect(given(...free).when(approving()).refusal?.code).toBe('NOTHING_TO_INVOICE')
  })

  test('22 the seller is the tenant as it is at approval, and must be complete', () => {
    const tenant = { ...acme, name: 'Acme Holdings', address: '1 New Road' }
    expect(given(...draft).when(approving({ tenant })).invoice.seller).toMatchObject({
      name: 'Acme Holdings',
      address: '1 New Road',
    })
    const bare = { ...acme, bin: null, address: null, tin: null }
    const withoutAddress = history(creating({}, { tenant: bare }))
    expect(given(...withoutAddress).when(approving({ tenant: bare })).refusal).toMatchObject({
      code: 'SELLER_INCOMPLETE',
      params: { missing: ['address', 'bin'] },
    })
    expect(given(...withoutAddress).when(approving()).invoice.seller).toMatchObject({
      bin: acme.bin,
      address: acme.address,
      tin: acme.tin,
    })
    const addressed = history(creating({ vendorAddress: '9 Depot Lane' }, { tenant: bare }))
    expect(
      given(...addressed).when(approving({ tenant: { ...bare, bin: acme.bin } })).invoice.seller,
    ).toMatchObject({
      address: '9 Depot Lane',
      tin: null,
    })
  })

  test('23 a second approval is refused', () => {
    expect(given(...history(creating(), approving(), numbering())).when(approving()).refusal).toMatchObject({
      code: 'INVALID_STATE',
      params: { action: 'approve', status: 'APPROVED', possible: ['DRAFT', 'PENDING_APPROVAL'] },
    })
    expect(given(...history(creating(), cancelling())).when(approving()).refusal).toMatchObject({
      params: { status: 'CANCELLED' },
    })
  })

  test('24 with maker-checker on, nobody can approve an invoice that they created or edited', () => {
    const edited = history(
      creating({}, { by: rahim }),
      updating({ dueDate: '2024-12-01' }, { by: karim }),
      submitting({ by: 'u-third' }),
    )
    for (const by of [rahim, karim])
      expect(given(...edited).when(approving({ by, tenant: strict })).refusal).toMatchObject({
        code: 'SELF_APPROVAL',
        params: { by },
      })
    expect(given(...edited).when(approving({ by: 'u-third', tenant: strict })).refusal).toBeNull()
    expect(given(...edited).when(approving({ by: rahim })).refusal).toBeNull()
  })

  test('13 the register is that of the fiscal year of the approval', () => {
    const first = '2026-06-30T18:00:00Z'
    const june = history(creating({ invoiceDate: '2026-06-30', dueDate: '2026-07-30' }))
    expect(given(...june).when(approving({ at: first })).invoice).toMatchObject({
      fiscalYear: '2025-2026',
      openNumbers: [{ register: { fiscalYear: '2026-2027' } }],
    })
    expect(() =>
      given(...june).when(approving({ at: first, register: registerOf('6.3', '2026-06-30T17:59:59Z') })),
    ).toThrow('is not that of 6.3')
  })
})
