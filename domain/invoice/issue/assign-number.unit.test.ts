import { describe, expect, test } from '@jest/globals'
import { numberingNote } from '../../testing/documents.ts'
import { approving, creating, crediting, debiting, noon, numbering } from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'

const oneBag = [{ lineItemId: 'i-1-1', quantity: '1' }]
const creditingOne = (id: string) => crediting(oneBag, { id })

describe('the number of an invoice', () => {
  test('22 has the month of issue in Dhaka and the serial of the register', () => {
    const issuedAt = '2024-10-31T18:00:00Z'
    const { events, invoice } = given(...history(creating(), approving())).when(numbering(7, issuedAt))
    expect(events).toEqual([
      {
        type: 'LegalNumberAssigned',
        document: { kind: 'INVOICE', invoiceId: 'i-1', noteId: null },
        number: 'MUSHAK-6.3-2024-11-000007',
        place: 'MAIN',
        serial: 7,
        fiscalYear: '2024-2025',
        issuedAt,
      },
    ])
    expect(invoice).toMatchObject({ mushakNumber: 'MUSHAK-6.3-2024-11-000007', issuedAt, openNumbers: [] })
  })

  test('22 is assigned once: the same number again has no event, another is a broken invariant', () => {
    const numbered = given(...history(creating(), approving(), numbering(7)))
    expect(numbered.when(numbering(7)).events).toEqual([])
    expect(() => numbered.when(numbering(8))).toThrow(
      'cannot be MUSHAK-6.3-2024-10-000008: MUSHAK-6.3-2024-10-000007',
    )
  })

  test('22 is a broken invariant before the approval', () => {
    expect(() => given(...history(creating())).when(numbering())).toThrow('it was never decided')
  })
})

describe('the number of a note', () => {
  const credited = history(creating(), approving(), creditingOne('n-1'))

  test('34 is that of the 6.7 register for a credit note', () => {
    const { events, invoice } = given(...credited).when(numberingNote('CREDIT_NOTE', 'n-1', 3))
    expect(events).toMatchObject([
      {
        type: 'LegalNumberAssigned',
        number: 'MUSHAK-6.7-2024-10-000003',
        serial: 3,
        fiscalYear: '2024-2025',
      },
    ])
    expect(invoice).toMatchObject({
      mushakNumber: null,
      notes: [{ number: 'MUSHAK-6.7-2024-10-000003', issuedAt: noon }],
    })
    expect(invoice.openNumbers.map((open) => open.document.kind)).toEqual(['INVOICE'])
  })

  test('36 is that of the 6.8 register for a debit note', () => {
    const debited = given(...history(creating(), approving(), debiting(oneBag, { id: 'n-1' })))
    expect(debited.when(numberingNote('DEBIT_NOTE', 'n-1', 1)).events).toMatchObject([
      { number: 'MUSHAK-6.8-2024-10-000001' },
    ])
  })

  test('34 is assigned once', () => {
    const numbered = given(
      ...history(creating(), approving(), creditingOne('n-1'), numberingNote('CREDIT_NOTE', 'n-1', 3)),
    )
    expect(numbered.when(numberingNote('CREDIT_NOTE', 'n-1', 3)).events).toEqual([])
    expect(() => numbered.when(numberingNote('CREDIT_NOTE', 'n-1', 4))).toThrow(
      'cannot be MUSHAK-6.7-2024-10-000004',
    )
  })

  test('34 belongs to that note, whatever the order of numbering', () => {
    const numbered = given(
      ...history(
        ...[creating(), approving(), creditingOne('n-1'), creditingOne('n-2')],
        ...[numberingNote('CREDIT_NOTE', 'n-2', 1), numberingNote('CREDIT_NOTE', 'n-1', 2)],
      ),
    )
    expect(numbered.invoice).toMatchObject({
      notes: [
        { id: 'n-1', number: 'MUSHAK-6.7-2024-10-000002' },
        { id: 'n-2', number: 'MUSHAK-6.7-2024-10-000001' },
      ],
    })
    expect(numbered.when(numberingNote('CREDIT_NOTE', 'n-2', 1)).events).toEqual([])
    expect(() => numbered.when(numberingNote('CREDIT_NOTE', 'n-9', 3))).toThrow('it was never decided')
  })
})
