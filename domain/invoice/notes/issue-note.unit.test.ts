import { describe, expect, test } from '@jest/globals'
import type { RegisteredTenant } from '../../tenant/state.ts'
import { acme, approving, creating, crediting, debiting, unsigned } from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'

const oneBag = [{ lineItemId: 'i-1-1', quantity: '1' }]
const depot = { code: 'CTG', name: 'Depot', address: '9 Port Road', ...unsigned }
const moved: RegisteredTenant = {
  ...acme,
  name: 'Acme Holdings',
  address: '1 New Road',
  responsiblePersonName: 'Karim Miah',
  places: [depot],
}

describe('50 a note', () => {
  test('is issued by the tenant as it is now, at the place of its invoice', () => {
    const issued = given(...history(creating({ place: 'CTG', vehicle: 'Truck 1' }), approving()))
    for (const [series, note] of [
      ['6.7', crediting(oneBag, { tenant: moved })],
      ['6.8', debiting(oneBag, { tenant: moved })],
    ] as const)
      expect(issued.when(note).events).toMatchObject([
        {
          seller: { partyId: 'vendor-1', name: 'Acme Holdings', address: '1 New Road', bin: acme.bin },
          place: 'CTG',
          placeName: 'Depot',
          addressOfIssue: '9 Port Road',
          responsiblePersonName: 'Karim Miah',
          responsiblePersonDesignation: acme.responsiblePersonDesignation,
          vehicle: 'Truck 1',
          register: { series, place: 'CTG' },
        },
      ])
    expect(issued.when(crediting(oneBag, { tenant: moved })).invoice).toMatchObject({
      placeName: 'Chattogram depot',
      addressOfIssue: '7 Agrabad C/A, Chattogram',
      seller: { name: acme.name, address: acme.address },
    })
  })

  test('keeps an address that was given for its invoice', () => {
    const issued = given(...history(creating({ vendorAddress: '9 Depot Lane' }), approving()))
    expect(issued.when(crediting(oneBag, { tenant: moved })).events).toMatchObject([
      { seller: { name: 'Acme Holdings', address: '9 Depot Lane' }, addressOfIssue: '9 Depot Lane' },
    ])
  })

  test('has what the tenant no longer has as on the invoice', () => {
    const tenant = { ...moved, address: null, bin: null }
    expect(
      given(...history(creating(), approving())).when(crediting(oneBag, { tenant })).events,
    ).toMatchObject([{ seller: { address: acme.address, bin: acme.bin }, addressOfIssue: acme.address }])
  })
})

describe('the vehicle of a note', () => {
  const issued = given(...history(creating({ vehicle: 'Truck 1' }), approving()))

  test('is that of its invoice unless another is given', () => {
    for (const vehicle of [undefined, null, ' '])
      expect(issued.when(crediting(oneBag, { vehicle })).invoice.notes).toMatchObject([
        { vehicle: 'Truck 1' },
      ])
    for (const note of [crediting(oneBag, { vehicle: ' Van 2 ' }), debiting(oneBag, { vehicle: 'Van 2' })])
      expect(issued.when(note).invoice).toMatchObject({ vehicle: 'Truck 1', notes: [{ vehicle: 'Van 2' }] })
  })

  test('is refused when it is too long, together with a bad recipient', () => {
    const note = crediting(oneBag, { vehicle: 'x'.repeat(201), recipient: { bin: '1' } })
    expect(issued.when(note).refusal).toMatchObject({
      path: 'recipient.bin',
      others: [{ code: 'TEXT_TOO_LONG', path: 'vehicle' }],
    })
  })
})
