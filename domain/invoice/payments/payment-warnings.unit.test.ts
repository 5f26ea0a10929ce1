import { describe, expect, test } from '@jest/globals'
import {
  approving,
  cancelling,
  creating,
  numbering,
  paying,
  reversing,
  tenBags,
} from '../../testing/examples.ts'
import { type Decide, invoiceAfter } from '../../testing/scenario.ts'
import { warningsOf } from '../warnings.ts'
import type { PaymentInput } from './input.ts'

/** The warnings of an invoice of 15 October 2024 after these decisions. */
const warningsAfter = (...decisions: readonly Decide[]) =>
  warningsOf(invoiceAfter(creating(), approving(), numbering(), ...decisions)).map(
    ({ lineIds, ...warning }) => warning,
  )
const codesAfter = (...decisions: readonly Decide[]) => warningsAfter(...decisions).map(({ code }) => code)

const certificate = (id: string, number: string, more: Partial<PaymentInput> = {}) =>
  paying('100', {
    ...{ id, method: 'VDS_CERTIFICATE', certificateNumber: number, certificateDate: '2024-10-15' },
    ...more,
  })

test('an invoice without payments has none', () => {
  expect(codesAfter()).toEqual([])
})

describe('32 54 CERTIFICATE_REPEATED', () => {
  test('names each certificate of the same kind and number, however it is typed', () => {
    expect(
      warningsAfter(certificate('a', 'V-1'), certificate('b', 'V-2'), certificate('c', ' v\u2013১ ')),
    ).toMatchObject([
      {
        code: 'CERTIFICATE_REPEATED',
        path: 'payments[0].certificateNumber',
        message:
          'The VDS_CERTIFICATE V-1 is recorded 2 times on this invoice. Reverse what was recorded twice.',
      },
      {
        code: 'CERTIFICATE_REPEATED',
        path: 'payments[2].certificateNumber',
        message:
          'The VDS_CERTIFICATE v\u2013১ is recorded 2 times on this invoice. Reverse what was recorded twice.',
      },
    ])
  })

  test('ends when one of the two is reversed', () => {
    expect(codesAfter(certificate('a', 'V-1'), certificate('b', 'V-1'), reversing('a'))).toEqual([])
  })

  test('is not for the same number of another kind, nor for payments without a certificate', () => {
    expect(codesAfter(certificate('a', '7'), certificate('b', '7', { method: 'TDS_CERTIFICATE' }))).toEqual(
      [],
    )
    expect(
      codesAfter(paying('1', { certificateNumber: '7' }), paying('2', { certificateNumber: '7' })),
    ).toEqual([])
  })
})

describe('54 CLAIM_LATE', () => {
  const at = '2025-03-01T06:00:00Z'
  const late = certificate('a', 'V-1', { claimPeriod: '2025-02' })

  test('is for a VDS certificate in no return', () => {
    expect(warningsAfter(late)).toMatchObject([
      {
        code: 'CLAIM_LATE',
        path: 'payments[0].claimPeriod',
        message:
          'Withheld VAT of a payment in 2024-10 could be claimed until 2025-01. ' +
          'This certificate is in no return.',
      },
    ])
    expect(codesAfter(certificate('a', 'V-1', { claimPeriod: '2025-01' }))).toEqual([])
  })

  test('ends with its reversal, and is not for TDS or cash', () => {
    expect(codesAfter(late, reversing('a'))).toEqual([])
    const tds = paying('100', {
      ...{ at, method: 'TDS_CERTIFICATE', certificateNumber: 'T', certificateDate: '2025-03-01' },
    })
    expect(codesAfter(tds, paying('100', { id: 'b' }))).toEqual([])
  })
})

describe('54 ADVANCE_BEFORE_ISSUE', () => {
  test('is for a receipt of an earlier month than the issue', () => {
    expect(warningsAfter(paying('100', { paidOn: '2024-09-30' }))).toMatchObject([
      {
        code: 'ADVANCE_BEFORE_ISSUE',
        path: 'payments[0].paidOn',
        message:
          'Received in 2024-09, before 2024-10, the month of issue: VAT on it was due in 2024-09 (s.33).',
      },
    ])
    expect(codesAfter(paying('100', { paidOn: '2024-10-01' }))).toEqual([])
  })

  test('is for a certificate too: what the buyer withheld is part of what it paid', () => {
    const [vds, tds] = (['VDS_CERTIFICATE', 'TDS_CERTIFICATE'] as const).map((method) =>
      certificate(method, '1', { method, paidOn: '2024-09-30' }),
    )
    expect(codesAfter(vds as Decide, tds as Decide)).toEqual(['ADVANCE_BEFORE_ISSUE', 'ADVANCE_BEFORE_ISSUE'])
  })

  test('follows the legal time of issue, and before the number that of the approval', () => {
    const paid = paying('100', { paidOn: '2024-10-31', at: '2024-11-01T06:00:00Z' })
    const codes = (...decisions: readonly Decide[]) =>
      warningsOf(invoiceAfter(creating(), approving(), ...decisions)).map(({ code }) => code)
    expect(codes(paid)).toEqual([])
    expect(codes(numbering(1, '2024-10-31T17:59:59Z'), paid)).toEqual([])
    expect(codes(numbering(1, '2024-10-31T18:00:00Z'), paid)).toEqual(['LATE_ISSUE', 'ADVANCE_BEFORE_ISSUE'])
  })

  test('ends with the reversal', () => {
    const early = paying('100', { id: 'a', paidOn: '2024-09-30' })
    expect(codesAfter(early, paying('1', { id: 'b' }), reversing('a'))).toEqual([])
    expect(codesAfter(early, reversing('a'), cancelling())).toEqual([])
  })

  test('is not for an invoice without VAT', () => {
    const exempt = creating({ lineItems: [{ ...tenBags, vatCategory: 'EXEMPT' }] })
    const invoice = invoiceAfter(exempt, approving(), paying('100', { paidOn: '2024-09-30' }))
    expect(warningsOf(invoice)).toEqual([])
  })
})
