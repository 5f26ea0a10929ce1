import { describe, expect, test } from '@jest/globals'
import { approving, creating, karim, noon, paying, rahim, reversing } from '../../testing/examples.ts'
import { type Decide, given, history, onExisting } from '../../testing/scenario.ts'
import type { CertificateInput } from './input.ts'
import { findCertificate, recordCertificate } from './record-certificate.ts'

const vds: CertificateInput = { kind: 'VDS', number: 'V-1', date: '2024-10-10', amount: '1000' }
const certifying = (more: Partial<CertificateInput> = {}, newId = 'c-1', at = noon): Decide =>
  onExisting((invoice) => recordCertificate(invoice, { newId, input: { ...vds, ...more }, by: rahim, at }))

/** An issued invoice of 11,500.00 with VAT of 1,500.00, after these decisions. */
const issuedWith = (...decisions: readonly Decide[]) =>
  given(...history(creating(), approving(), ...decisions))

describe('32 a certificate', () => {
  test('is recorded as a payment with its terms', () => {
    const deposit = {
      depositAccountCode: '1/1133/0030/0311',
      depositSerial: 'T-77',
      depositDate: '2024-10-12',
      claimPeriod: '2024-11',
    }
    const { events } = issuedWith().when(certifying({ ...deposit, paidOn: '2024-10-09', reference: 'Oct' }))
    expect(events).toMatchObject([
      {
        ...deposit,
        type: 'PaymentRecorded',
        paymentId: 'c-1',
        method: 'VDS_CERTIFICATE',
        certificateNumber: 'V-1',
        certificateDate: '2024-10-10',
        paidOn: '2024-10-09',
        amount: '1000.00',
        reference: 'Oct',
        receiptId: null,
        by: rahim,
        at: noon,
      },
    ])
  })

  test('was paid on its own date when no other is given', () => {
    const { events } = issuedWith().when(certifying({ kind: 'TDS', number: 'T-1' }))
    expect(events).toMatchObject([{ method: 'TDS_CERTIFICATE', paidOn: '2024-10-10' }])
  })

  test('may come after the invoice is paid', () => {
    const paid = issuedWith(paying('11500'))
    expect(paid.when(certifying()).refusal?.code).toBe('INVALID_STATE')
    expect(paid.when(certifying({ acceptOverpayment: true })).events).toHaveLength(1)
  })
})

describe('32 a certificate that the invoice has already', () => {
  test('changes nothing with the same terms, whoever recorded it and whatever became of the invoice', () => {
    const cash = paying('10000', { by: karim })
    const byHand = paying('1000', {
      ...{ id: 'p-1', method: 'VDS_CERTIFICATE', certificateNumber: ' V-1 ', certificateDate: '2024-10-10' },
      ...{ paidOn: '2024-10-10', by: karim },
    })
    const once = issuedWith(byHand, cash, paying('500'))
    for (const same of [{}, { amount: '1000.00' }, { paidOn: '2024-10-10' }, { acceptOverpayment: true }])
      expect(once.when(certifying(same, 'c-2'))).toMatchObject({ events: [], refusal: null })
    expect(findCertificate(once.invoice, vds)?.id).toBe('p-1')
  })

  test.each([
    { amount: '100' },
    { number: 'V-2' },
    { date: '2024-10-11' },
    { paidOn: '2024-10-09' },
    { kind: 'TDS' },
    { reference: 'x' },
    { certificateValue: '7500' },
    { depositSerial: 'x' },
    { claimPeriod: '2024-12' },
  ] as const)('is recorded with other terms: %j', (other) => {
    const once = issuedWith(certifying({ amount: '500' }))
    expect(once.when(certifying({ amount: '500', ...other }, 'c-2')).events).toMatchObject([
      { paymentId: 'c-2' },
    ])
    expect(findCertificate(once.invoice, { ...vds, amount: '500', ...other })).toBeUndefined()
  })

  test('is found by a clock that is before midnight and its date', () => {
    const today = { date: '2024-10-15' }
    const [beforeMidnight, atMidnight] = ['2024-10-14T17:59:59Z', '2024-10-14T18:00:00Z']
    const slow = { at: beforeMidnight, paidOn: '2024-10-01' }
    const once = issuedWith(paying('2', slow), certifying(today, 'c-1', atMidnight), paying('1', slow))
    expect(once.when(certifying(today, 'c-2', beforeMidnight))).toMatchObject({ events: [], refusal: null })
    expect(findCertificate(once.invoice, { ...vds, ...today })?.id).toBe('c-1')
  })

  test('is recorded again after its reversal', () => {
    const reversed = issuedWith(certifying(), reversing('c-1'))
    expect(reversed.when(certifying({}, 'c-2')).events).toMatchObject([{ paymentId: 'c-2' }])
    expect(findCertificate(reversed.invoice, vds)).toBeUndefined()
  })
})

describe('32 a certificate is refused', () => {
  test.each([
    [{ amount: '0' }, 'NOT_POSITIVE', 'input.amount'],
    [{ amount: '1500.01' }, 'VDS_EXCEEDS_VAT', 'input.amount'],
    [{ number: ' ' }, 'FIELD_REQUIRED', 'input.number'],
    [{ number: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'input.number'],
    [{ date: '' }, 'FIELD_REQUIRED', 'input.date'],
    [{ date: '2024-10-16' }, 'DATE_IN_FUTURE', 'input.date'],
    [{ date: '2024-10-16', paidOn: '2024-10-15' }, 'DATE_IN_FUTURE', 'input.date'],
    [{ paidOn: '2024-10-16' }, 'DATE_IN_FUTURE', 'input.paidOn'],
    [{ claimPeriod: '2024-09' }, 'CLAIM_PERIOD_TOO_EARLY', 'input.claimPeriod'],
    [{ certificateValue: '0' }, 'NOT_POSITIVE', 'input.certificateValue'],
    [{ kind: 'TDS', depositSerial: 'x' }, 'PAYMENT_DETAIL_NOT_ALLOWED', 'input.depositSerial'],
  ] as const)('%j: %s', (input, code, path) => {
    expect(issuedWith().when(certifying(input)).refusal).toMatchObject({ code, path })
  })

  test('on a draft', () => {
    expect(given(...history(creating())).when(certifying()).refusal).toMatchObject({
      code: 'INVALID_STATE',
      params: { status: 'DRAFT' },
    })
  })

  test('above the balance, unless that is accepted', () => {
    const almost = issuedWith(paying('11000'))
    expect(almost.when(certifying()).refusal).toMatchObject({ code: 'OVERPAYMENT', path: 'input.amount' })
    expect(almost.when(certifying({ acceptOverpayment: true })).refusal).toBeNull()
  })
})
