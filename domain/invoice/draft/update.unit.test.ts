import { describe, expect, test } from '@jest/globals'
import { writeTaka } from '../../money/poisha.ts'
import {
  acme,
  approving,
  creating,
  karim,
  rahim,
  submitting,
  tenBags,
  updating,
} from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'

const draft = history(
  creating({
    lineItems: [tenBags, { ...tenBags, quantity: '5', unitPrice: '2000' }],
    destination: 'Gazipur',
  }),
)
const later = '2024-10-16T06:00:00Z'

describe('updating a draft', () => {
  test('19 only what is given changes, and totals follow', () => {
    const { invoice, events } = given(...draft).when(
      updating({ customerName: 'New Buyer' }, { by: karim, at: later }),
    )
    expect(events).toHaveLength(1)
    const before = given(...draft).invoice
    expect(invoice).toEqual({
      ...before,
      buyer: { ...('buyer' in before ? before.buyer : {}), name: 'New Buyer' },
      editors: [rahim, karim],
      updatedAt: later,
    })
    const fewer = given(...draft).when(updating({ lineItems: [tenBags] })).invoice
    expect([fewer.lines.length, writeTaka(fewer.totals.grandTotal)]).toEqual([1, '11500.00'])
  })

  test('19 what is not given stands, also where the tenant says otherwise', () => {
    const whole = history(
      creating({
        vendorName: 'Acme Chattogram',
        vendorAddress: '1 Port Road',
        customerTIN: '111111111111',
        customerNID: '3333333333',
        destination: 'Gazipur',
        vehicle: 'Truck 11-2233',
        challanNumber: 'C-7',
      }),
    )
    const before = given(...whole).invoice
    const { invoice } = given(...whole).when(updating({ dueDate: '2024-12-31' }, { at: later }))
    expect(invoice).toEqual({ ...before, dueDate: '2024-12-31', updatedAt: later })
  })

  test('19 moving the date moves the fiscal year, and never the INV number', () => {
    const moved = given(...draft).when(updating({ invoiceDate: '2024-06-30' })).invoice
    expect(moved).toMatchObject({
      fiscalYear: '2023-2024',
      invoiceDate: '2024-06-30',
      invoiceNumber: 'INV-2024-10-15-000001',
    })
  })

  test('rates follow the date, also of lines that are not given', () => {
    const { refusal } = given(...draft).when(updating({ invoiceDate: '2019-06-30' }))
    expect(refusal).toMatchObject({ code: 'RATE_NOT_IN_FORCE', path: 'input.invoiceDate' })
    expect(refusal?.others).toMatchObject([{ code: 'RATE_NOT_IN_FORCE', path: 'input.invoiceDate' }])
    const withLines = given(...draft).when(updating({ invoiceDate: '2019-06-30', lineItems: [tenBags] }))
    expect(withLines.refusal).toMatchObject({ path: 'input.lineItems[0].vatRate' })
  })

  test('where no date was moved, what stands and is refused today is told by its own field', () => {
    const older = draft.map((event) =>
      event.type === 'InvoiceCreated'
        ? { ...event, lines: event.lines.map((line) => ({ ...line, description: 'x\u202ey' })) }
        : event,
    )
    expect(given(...older).when(updating({ destination: 'Khulna' })).refusal).toMatchObject({
      code: 'TEXT_UNPRINTABLE',
      path: 'input.lineItems[0].description',
    })
  })

  test('all that is wrong is told, by the fields that were given', () => {
    const { refusal } = given(...draft).when(
      updating({ invoiceDate: 'x', dueDate: 'y', customerId: ' ', customerTIN: '1' }),
    )
    expect([refusal, ...(refusal?.others ?? [])].map((one) => one?.path)).toEqual([
      ...['input.customerId', 'input.customerTIN', 'input.invoiceDate', 'input.dueDate'],
    ])
  })

  test('20 due before date and an empty list are refused', () => {
    expect(given(...draft).when(updating({ dueDate: '2024-10-14' })).refusal?.code).toBe(
      'DUE_BEFORE_INVOICE_DATE',
    )
    expect(given(...draft).when(updating({ invoiceDate: '2024-11-16' })).refusal).toMatchObject({
      code: 'DUE_BEFORE_INVOICE_DATE',
      path: 'input.invoiceDate',
    })
    expect(
      given(...draft).when(updating({ invoiceDate: '2024-11-16', dueDate: '2024-11-15' })).refusal?.path,
    ).toBe('input.dueDate')
    expect(given(...draft).when(updating({ lineItems: [] })).refusal?.code).toBe('NO_LINES')
  })

  test.each(['vendorId', 'customerId', 'invoiceDate', 'dueDate', 'lineItems'] as const)(
    'null is refused for %s',
    (field) => {
      expect(given(...draft).when(updating({ [field]: null })).refusal).toMatchObject({
        code: 'FIELD_REQUIRED',
        path: `input.${field}`,
        params: { field },
      })
    },
  )

  test('null clears what is optional; of the seller it brings the tenant back', () => {
    const cleared = given(...draft).when(
      updating({
        destination: null,
        vehicle: null,
        challanNumber: null,
        customerName: null,
        customerAddress: null,
        customerBIN: null,
        customerTIN: null,
        customerNID: null,
      }),
    ).invoice
    expect(cleared).toMatchObject({
      destination: null,
      buyer: { partyId: 'customer-1', name: null, address: null, bin: null, tin: null, nid: null },
    })
    const named = history(
      creating({
        vendorName: 'Other',
        vendorAddress: 'Elsewhere',
        vendorBIN: '0028718210101',
        vendorTIN: '123456789012',
      }),
    )
    const back = given(...named).when(
      updating({ vendorName: null, vendorAddress: null, vendorBIN: null, vendorTIN: null }),
    ).invoice
    expect(back.seller).toMatchObject({
      name: acme.name,
      address: acme.address,
      bin: acme.bin,
      tin: acme.tin,
    })
  })

  test('everything can be given', () => {
    const input = {
      vendorId: 'v-2',
      customerId: 'c-2',
      invoiceDate: '2024-10-20',
      dueDate: '2024-10-21',
      vendorName: 'A',
      vendorAddress: 'B',
      customerTIN: '111111111111',
      customerBIN: '2222222222222',
      customerNID: '3333333333',
      customerAddress: 'C',
      destination: 'D',
      vehicle: 'E',
      challanNumber: 'F',
    }
    expect(given(...draft).when(updating(input)).invoice).toMatchObject({
      invoiceDate: '2024-10-20',
      dueDate: '2024-10-21',
      seller: { partyId: 'v-2', name: 'A', address: 'B', bin: acme.bin },
      buyer: { partyId: 'c-2', tin: '111111111111', bin: '2222222222222', nid: '3333333333', address: 'C' },
      destination: 'D',
      vehicle: 'E',
      challanNumber: 'F',
    })
    expect(given(...draft).when(updating({ vendorBIN: '2222222222222' })).refusal?.code).toBe(
      'SELLER_NOT_TENANT',
    )
    expect(given(...draft).when(updating({ customerTIN: '1' })).refusal?.code).toBe('INVALID_TIN')
  })

  test('a line keeps its id; a new one gets an id that no line ever had', () => {
    const once = history(
      creating({ lineItems: [tenBags, tenBags] }),
      updating({ lineItems: [{ ...tenBags, id: 'i-1-1' }] }),
    )
    const { invoice } = given(...once).when(
      updating({
        lineItems: [
          { ...tenBags, quantity: '3' },
          { ...tenBags, id: 'i-1-1' },
        ],
      }),
    )
    expect(invoice.lines.map(({ id }) => id)).toEqual(['i-1-3', 'i-1-1'])
    expect(
      given(...once).when(updating({ lineItems: [{ ...tenBags, id: null }] })).invoice.lines,
    ).toMatchObject([{ id: 'i-1-3' }])
    expect(given(...once).when(updating({ lineItems: [{ ...tenBags, id: 'i-1-2' }] })).refusal).toMatchObject(
      {
        code: 'LINE_UNKNOWN',
        path: 'input.lineItems[0].id',
        params: { lineId: 'i-1-2' },
      },
    )
    const twice = { ...tenBags, id: 'i-1-1' }
    expect(given(...once).when(updating({ lineItems: [twice, twice] })).refusal).toMatchObject({
      code: 'LINE_TWICE',
      path: 'input.lineItems[1].id',
    })
  })

  test('lines that are not given are read anew as they were, in every category', () => {
    const events = history(
      creating({
        lineItems: [
          {
            ...tenBags,
            discount: '12.34',
            hsCode: '2523.29',
            vdsRate: '7.5',
            advanceIncomeTaxRate: '2.5',
            supplementaryDutyRate: '20',
          },
          { ...tenBags, vatCategory: 'REDUCED', vatRate: '2.4', vatReturnNote: 8 },
          { ...tenBags, vatCategory: 'REDUCED' },
          { ...tenBags, vatCategory: 'TRUNCATED' },
          { ...tenBags, vatCategory: 'SPECIFIC', specificVatPerUnit: '0.0001' },
          { ...tenBags, vatCategory: 'ZERO_RATED', vatReturnNote: 2 },
          { ...tenBags, vatCategory: 'EXEMPT', unit: null },
        ],
      }),
    )
    const before = given(...events).invoice
    const { invoice } = given(...events).when(updating({ dueDate: '2024-12-31' }))
    expect(invoice.lines).toEqual('lines' in before ? before.lines : null)
    expect(invoice.lines).toHaveLength(7)
  })

  test('an update that changes nothing leaves no event and no editor', () => {
    for (const nothing of [{}, { dueDate: '2024-11-15' }, { lineItems: undefined }]) {
      expect(given(...draft).when(updating(nothing, { by: karim }))).toMatchObject({
        events: [],
        refusal: null,
      })
    }
  })

  test('19 only a draft is updated', () => {
    for (const events of [history(creating(), submitting()), history(creating(), approving())])
      expect(given(...events).when(updating({ dueDate: '2025-01-01' })).refusal).toMatchObject({
        code: 'INVALID_STATE',
        params: { action: 'update' },
      })
  })
})
