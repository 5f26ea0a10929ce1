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
  test('19 only given fields change, and totals follow the lines', () => {
    const { invoice, events } = given(...draft).when(
      updating({ customerName: 'New Buyer' }, { by: karim, at: later }),
    )
    expect(events).toHaveLength(1)
    const before = given(...draft).invoice
    expect(invoice).toEqual({
      ...before,
      buyer: { ...before.buyer, name: 'New Buyer' },
      editors: [rahim, karim],
      updatedAt: later,
    })
    const fewer = given(...draft).when(updating({ lineItems: [tenBags] })).invoice
    expect([fewer.lines.length, writeTaka(fewer.totals.grandTotal)]).toEqual([1, '11500.00'])
  })

  test('19 a field that is not given remains, also where the tenant has another value', () => {
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

  test('without a new invoice date, a stored line that is refused now is refused with its own path', () => {
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

  test('all refusals are returned, in the order of the fields', () => {
    const { refusal } = given(...draft).when(
      updating({ invoiceDate: 'x', dueDate: 'y', customerId: ' ', customerTIN: '1' }),
    )
    expect([refusal, ...(refusal?.others ?? [])].map((one) => one?.path)).toEqual([
      ...['input.customerId', 'input.customerTIN', 'input.invoiceDate', 'input.dueDate'],
    ])
  })

  test('20 an empty list of lines is refused', () => {
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

  test('null clears an optional field; a field of the seller gets the value of the tenant', () => {
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

  test('every field can be given', () => {
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

  test('an update that changes nothing has no event and adds no editor', () => {
    for (const nothing of [{}, { dueDate: '2024-11-15' }, { lineItems: undefined }]) {
      expect(given(...draft).when(updating(nothing, { by: karim }))).toMatchObject({
        events: [],
        refusal: null,
      })
    }
  })

  test('19 only a draft can be updated', () => {
    for (const events of [history(creating(), submitting()), history(creating(), approving())])
      expect(given(...events).when(updating({ dueDate: '2025-01-01' })).refusal).toMatchObject({
        code: 'INVALID_STATE',
        params: { action: 'update' },
      })
  })
})
