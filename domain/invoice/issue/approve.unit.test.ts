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
  rejecting,
  submitting,
  tenBags,
  updating,
} from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
import { warningMessage } from '../draft/warnings.ts'

const draft = history(creating())
const strict = { ...acme, makerChecker: true }

describe('submitting and rejecting', () => {
  test('21 a draft is submitted, rejected with a reason, and approved from either', () => {
    const submitted = invoiceAfter(creating(), submitting({ by: karim }))
    expect(submitted).toMatchObject({ status: 'PENDING_APPROVAL', submittedBy: karim, rejectionReason: null })
    const rejected = invoiceAfter(creating(), submitting(), rejecting('দাম ভুল'))
    expect(rejected).toMatchObject({ status: 'DRAFT', rejectionReason: 'দাম ভুল' })
    expect(invoiceAfter(creating(), submitting(), rejecting(), submitting())).toMatchObject({
      status: 'PENDING_APPROVAL',
      rejectionReason: null,
    })
    expect(invoiceAfter(creating(), approving()).status).toBe('ISSUED')
    expect(invoiceAfter(creating(), submitting(), approving()).status).toBe('ISSUED')
  })

  test('21 each from its own status only', () => {
    expect(given(...history(creating(), submitting())).when(submitting()).refusal).toMatchObject({
      code: 'INVALID_STATE',
      message: 'submit needs an invoice that is DRAFT; this one is PENDING_APPROVAL.',
      params: { action: 'submit', status: 'PENDING_APPROVAL', possible: ['DRAFT'] },
    })
    expect(given(...draft).when(rejecting()).refusal).toMatchObject({
      code: 'INVALID_STATE',
      params: { status: 'DRAFT' },
    })
    expect(given(...history(creating(), submitting())).when(rejecting(' ')).refusal).toMatchObject({
      code: 'REASON_MISSING',
      path: 'reason',
    })
  })
})

describe('approving', () => {
  test('22 is the point of no return, and records the register that it saw', () => {
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
        warnings: [],
        register: { series: '6.3', fiscalYear: '2024-2025', revision: 41 },
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

  test('22 the number comes from the register, with the month of issue in Dhaka', () => {
    const issuedAt = '2024-10-31T18:00:00Z'
    const { events, invoice } = given(...history(creating(), approving())).when(numbering(7, issuedAt))
    expect(events).toEqual([
      {
        type: 'LegalNumberAssigned',
        document: { kind: 'INVOICE', invoiceId: 'i-1', noteId: null },
        number: 'MUSHAK-6.3-2024-11-000007',
        serial: 7,
        fiscalYear: '2024-2025',
        issuedAt,
      },
    ])
    expect(invoice).toMatchObject({ mushakNumber: 'MUSHAK-6.3-2024-11-000007', issuedAt, openNumbers: [] })
  })

  test('22 whoever numbers second adds nothing; another number is a broken invariant', () => {
    const numbered = given(...history(creating(), approving(), numbering(7)))
    expect(numbered.when(numbering(7)).events).toEqual([])
    expect(() => numbered.when(numbering(8))).toThrow(
      'cannot be MUSHAK-6.3-2024-10-000008: MUSHAK-6.3-2024-10-000007',
    )
    expect(() => given(...draft).when(numbering())).toThrow('it was never decided')
  })

  test('22 grand total 0 is refused', () => {
    const free = history(creating({ lineItems: [{ ...tenBags, unitPrice: '0' }] }))
    expect(given(...free).when(approving()).refusal?.code).toBe('NOTHING_TO_INVOICE')
  })

  test('22 the seller is the tenant as it is at approval, and has to be complete', () => {
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

  test('24 with maker-checker on, nobody approves what he created or edited', () => {
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

describe('warnings', () => {
  test('issue in a later month than the invoice date', () => {
    const [warning] = given(...draft).when(approving({ at: '2024-10-31T18:00:00Z' })).invoice.warnings
    expect(warning).toEqual({
      code: 'LATE_ISSUE',
      path: 'invoiceDate',
      params: { issued: '2024-11', invoiceDate: '2024-10-15' },
    })
    expect(warning && warningMessage(warning)).toContain(
      'Issued in 2024-11, a later month than the invoice date, 2024-10-15',
    )
    expect(given(...draft).when(approving({ at: '2024-10-31T17:59:59Z' })).invoice.warnings).toEqual([])
  })

  test('above 25,000.00 a buyer without name, address or BIN loses input credit', () => {
    const sale = (quantity: string, buyer: object) =>
      invoiceAfter(
        creating({
          lineItems: [{ ...tenBags, vatCategory: 'ZERO_RATED', quantity: '1', unitPrice: quantity }],
          ...buyer,
        }),
      ).warnings
    const nameless = { customerName: null, customerBIN: null }
    expect(sale('25000.00', nameless)).toEqual([])
    const warnings = sale('25000.01', nameless)
    expect(warnings).toEqual([
      {
        code: 'BUYER_LOSES_INPUT_CREDIT',
        path: 'buyer',
        params: { threshold: '25000.00', missing: ['name', 'bin'] },
      },
    ])
    expect(warnings.map(warningMessage)).toEqual([
      'Above 25000.00 taka, a buyer gets no input credit without name, bin on the invoice.',
    ])
    expect(sale('25000.01', {})).toEqual([])
    for (const [field, missing] of [
      ['customerName', 'name'],
      ['customerAddress', 'address'],
      ['customerBIN', 'bin'],
    ] as const)
      expect(sale('25000.01', { [field]: null })).toMatchObject([{ params: { missing: [missing] } }])
  })

  test.each([
    ['25,000.00', '21739.13', []],
    ['25,000.01', '21739.14', ['BUYER_LOSES_INPUT_CREDIT']],
  ])('the tax counts towards the 25,000.00: %s on a value of %s', (_, unitPrice, codes) => {
    const sold = creating({ customerName: null, lineItems: [{ ...tenBags, quantity: '1', unitPrice }] })
    expect(invoiceAfter(sold).warnings.map(({ code }) => code)).toEqual(codes)
    expect(invoiceAfter(sold, approving()).warnings.map(({ code }) => code)).toEqual(codes)
  })
})
