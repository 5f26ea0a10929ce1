import { describe, expect, test } from '@jest/globals'
import {
  acme,
  approving,
  cancelling,
  creating,
  crediting,
  debiting,
  dutiableBags,
  noon,
  numbering,
  paying,
  tenBags,
} from '../testing/examples.ts'
import { numberingNote } from '../testing/note-numbers.ts'
import { invoiceAfter } from '../testing/scenario.ts'
import { documentsAddedSince, taxDocuments } from './tax-documents.ts'

const issued = [
  creating({ lineItems: [dutiableBags], vehicle: 'Dhaka Metro-TA 11-1234' }),
  approving(),
  numbering(7),
]
const lastOfJune = '2025-06-30T17:59:59Z'
const firstOfJuly = '2025-06-30T18:00:00Z'

describe('an invoice enters the ledger', () => {
  test('with its legal number, and not before', () => {
    expect(taxDocuments({ status: 'NONE' })).toEqual([])
    expect(taxDocuments(invoiceAfter(creating()))).toEqual([])
    expect(taxDocuments(invoiceAfter(creating(), approving()))).toEqual([])
    expect(taxDocuments(invoiceAfter(...issued))).toHaveLength(1)
  })

  test('as it was issued', () => {
    expect(taxDocuments(invoiceAfter(...issued))).toEqual([
      {
        ...{ id: 'i-1', invoiceId: 'i-1', kind: '6.3', number: 'MUSHAK-6.3-2024-10-000007' },
        ...{ place: 'MAIN', fiscalYear: '2024-2025', serial: 7, issuedAt: noon, issuedOn: '2024-10-15' },
        ...{ original: null, reason: null, dueDate: '2024-11-15' },
        ...{ value: 1_000_000n, supplementaryDuty: 200_000n, vat: 180_000n },
        seller: expect.objectContaining({ name: acme.name, bin: acme.bin }),
        addressOfIssue: acme.address,
        buyer: expect.objectContaining({ partyId: 'customer-1', bin: '0012345670202' }),
        vehicle: 'Dhaka Metro-TA 11-1234',
        lines: [
          {
            ...{ lineId: 'i-1-1', lineNumber: 1, supplyClass: 'GENERAL', returnNote: 4 },
            ...{ description: 'Portland cement, 50 kg', unit: 'bag', hsCode: '2523.29.00' },
            ...{ vatCategory: 'STANDARD', vatRate: 150_000n, specificVatPerUnit: null },
            ...{ supplementaryDutyRate: 200_000n, quantity: 10_000_000n },
            ...{ value: 1_000_000n, supplementaryDuty: 200_000n, vat: 180_000n },
          },
        ],
      },
    ])
  })

  test.each([
    [lastOfJune, '2025-06-30', '2024-2025', 'MUSHAK-6.3-2025-06-000001'],
    [firstOfJuly, '2025-07-01', '2025-2026', 'MUSHAK-6.3-2025-07-000001'],
  ])('on the day in Dhaka: %s is %s', (at, issuedOn, fiscalYear, number) => {
    const [document] = taxDocuments(invoiceAfter(creating(), approving({ at }), numbering(1, at)))
    expect(document).toMatchObject({ issuedOn, fiscalYear, number, serial: 1 })
  })

  test('with the place that issued it', () => {
    const [document] = taxDocuments(invoiceAfter(creating({ place: 'CTG' }), approving(), numbering(3)))
    expect(document).toMatchObject({ place: 'CTG', serial: 3, addressOfIssue: '7 Agrabad C/A, Chattogram' })
  })

  test('and later notes, payments and its cancellation change nothing of it', () => {
    const [before] = taxDocuments(invoiceAfter(...issued))
    const credit = crediting([{ lineItemId: 'i-1-1', quantity: '4' }])
    for (const later of [credit, paying('5000'), cancelling()])
      expect(taxDocuments(invoiceAfter(...issued, later))).toEqual([before])
  })
})

describe('a note enters the ledger', () => {
  const debit = debiting([{ lineItemId: 'i-1-1', amount: '50' }], { reason: 'Short billed' })
  const credit = crediting([{ lineItemId: 'i-1-1', quantity: '4' }], {
    recipient: { address: '9 New Road' },
    vehicle: 'Van 9',
  })

  test('case 12: as positive sizes of its own, with the original invoice and the recipient', () => {
    const credited = invoiceAfter(...issued, credit, numberingNote('n-credit', 2, lastOfJune))
    expect(taxDocuments(credited)[1]).toEqual({
      ...{ id: 'n-credit', invoiceId: 'i-1', kind: '6.7', number: 'MUSHAK-6.7-2025-06-000002' },
      ...{ place: 'MAIN', fiscalYear: '2024-2025', serial: 2, issuedAt: lastOfJune, issuedOn: '2025-06-30' },
      original: { number: 'MUSHAK-6.3-2024-10-000007', issuedAt: noon },
      ...{ reason: 'Returned', dueDate: '2024-11-15', vehicle: 'Van 9' },
      ...{ value: 400_000n, supplementaryDuty: 80_000n, vat: 72_000n },
      seller: expect.objectContaining({ bin: acme.bin }),
      addressOfIssue: acme.address,
      buyer: expect.objectContaining({ partyId: 'customer-1', address: '9 New Road' }),
      lines: [
        {
          ...{ lineId: 'i-1-1', lineNumber: 1, supplyClass: 'GENERAL', returnNote: 4 },
          ...{ description: 'Portland cement, 50 kg', unit: 'bag', hsCode: '2523.29.00' },
          ...{ vatCategory: 'STANDARD', vatRate: 150_000n, specificVatPerUnit: null },
          ...{ supplementaryDutyRate: 200_000n, quantity: 4_000_000n },
          ...{ value: 400_000n, supplementaryDuty: 80_000n, vat: 72_000n },
        },
      ],
    })
  })

  test('without a quantity where it changes the amounts alone', () => {
    const debited = invoiceAfter(...issued, debit, numberingNote('n-debit', 1))
    expect(taxDocuments(debited)[1]).toMatchObject({
      ...{ kind: '6.8', reason: 'Short billed', value: 5_000n, supplementaryDuty: 1_000n, vat: 900n },
      lines: [{ quantity: null, unit: 'bag', vat: 900n }],
    })
  })

  test('when it has its number, whatever other notes lack theirs', () => {
    const both = invoiceAfter(...issued, credit, debit, numberingNote('n-debit', 1))
    expect(taxDocuments(both).map(({ id }) => id)).toEqual(['i-1', 'n-debit'])
  })
})

test('a zero-rated line of a deemed export is in note 2, a retail line in note 8', () => {
  const deemed = { ...tenBags, vatCategory: 'ZERO_RATED', supplyClass: 'DEEMED_EXPORT' } as const
  const retail = { ...tenBags, supplyClass: 'RETAIL_WHOLESALE' } as const
  const [document] = taxDocuments(
    invoiceAfter(creating({ lineItems: [deemed, retail] }), approving(), numbering()),
  )
  expect(document?.lines.map(({ lineNumber, returnNote }) => [lineNumber, returnNote])).toEqual([
    [1, 2],
    [2, 8],
  ])
})

describe('the documents that were added', () => {
  const draft = invoiceAfter(creating())
  const first = invoiceAfter(...issued)
  const note = [crediting([{ lineItemId: 'i-1-1', quantity: '4' }]), numberingNote('n-credit', 1)]
  const second = invoiceAfter(...issued, ...note)
  const added = (...states: Parameters<typeof documentsAddedSince>) =>
    documentsAddedSince(...states).map(({ id }) => id)

  test('are those that got their numbers since', () => {
    expect(added(draft, first)).toEqual(['i-1'])
    expect(added(first, second)).toEqual(['n-credit'])
    expect(added({ status: 'NONE' }, second)).toEqual(['i-1', 'n-credit'])
    expect(added(second, second)).toEqual([])
  })

  test('are found without the lines of the others: an invoice may have 5,000 of them', () => {
    const third = invoiceAfter(
      ...[...issued, ...note, crediting([{ lineItemId: 'i-1-1', quantity: '1' }], { id: 'n-2' })],
      numberingNote('n-2', 2),
    )
    const [known, ...others] = third.notes.map((one) => ({ ...one }))
    const unread = Object.defineProperty(known ?? {}, 'lines', {
      get: () => {
        throw new Error('The lines of a known document were read')
      },
    }) as typeof known
    expect(added(second, { ...third, notes: [...(unread ? [unread] : []), ...others] })).toEqual(['n-2'])
  })

  test('are all where nothing is known of the state before', () => {
    expect(added(undefined, second)).toEqual(['i-1', 'n-credit'])
    expect(added(undefined, draft)).toEqual([])
  })
})
