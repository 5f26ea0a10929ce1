import { afterAll, expect, test } from '@jest/globals'
import { toBanglaDigits } from '../../domain/text/digits.ts'
import {
  type Certificate,
  certificate,
  certify,
  countEach,
  endsOf,
  expectCertifyError,
  issueMany,
  issueWithheld,
  outcomesOf,
} from './testing/certificates.ts'
import { deskOf, line, openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

test('32 a list of 200 certificates of 40 invoices is recorded, and repeated without effect', async () => {
  const invoices = await issueMany(desk, 40)
  // The invoices are named in every way, and the five certificates of each are far apart in the list.
  const named = ({ id, invoiceNumber, mushakNumber }: (typeof invoices)[number], round: number) =>
    [
      { invoiceId: id },
      { invoiceNumber },
      { invoiceNumber: ` ${invoiceNumber.toLowerCase()} ` },
      { invoiceNumber: mushakNumber },
      { invoiceNumber: toBanglaDigits(mushakNumber ?? '').replaceAll('-', '\u2013') },
    ][round] ?? {}
  const input = [0, 1, 2, 3, 4].flatMap((round) =>
    invoices.map((invoice) =>
      certificate(round % 2 === 0 ? 'VDS' : 'TDS', `C-${round}`, '100', named(invoice, round)),
    ),
  )
  const results = await certify(desk, input)
  expect(countEach(outcomesOf(results))).toEqual({ RECORDED: 200 })
  expect(results.map(({ index }) => index)).toEqual(input.map((_, index) => index))
  expect(results.map(({ invoiceId }) => invoiceId)).toEqual(
    [0, 1, 2, 3, 4].flatMap(() => invoices.map(({ id }) => id)),
  )
  // In the order of the list: each certificate of an invoice lowers its balance by 100.
  const balances = [0, 1, 2, 3, 4].flatMap((round) => invoices.map(() => `${11400 - round * 100}.00`))
  expect(results.map(({ balance }) => balance?.amount)).toEqual(balances)

  const repeated = await certify(desk, input)
  expect(countEach(outcomesOf(repeated))).toEqual({ REPEATED: 200 })
  expect(repeated.map(({ paymentId }) => paymentId)).toEqual(results.map(({ paymentId }) => paymentId))
  for (const { id } of invoices.slice(0, 3))
    expect(countEach(await desk.readEventTypes(id))).toMatchObject({ PaymentRecorded: 5 })
}, 120_000)

test('32 a wrong certificate does not stop the others, and its path names the entry', async () => {
  const { id, invoiceNumber, mushakNumber } = await issueWithheld(desk)
  const draft = await desk.create([line('1', '100')])
  const vds = (more: Certificate) => certificate('VDS', 'V-1', '100', more)
  const input = [
    vds({ invoiceId: id }),
    vds({ invoiceId: id }),
    vds({ invoiceId: id, amount: '1400.01' }),
    vds({ invoiceId: id, amount: '0' }),
    vds({ invoiceId: draft.id }),
    vds({}),
    vds({ invoiceId: id, invoiceNumber }),
    vds({ invoiceId: 'x' }),
    vds({ invoiceId: '00000000-0000-4000-8000-000000000000' }),
    vds({ invoiceNumber: 'INV-1' }),
    vds({ invoiceNumber: mushakNumber.replace('6.3', '6.7') }),
    vds({ invoiceNumber: mushakNumber.replace(/\d{4}-\d{2}/, '2024-10') }),
    vds({ invoiceNumber: mushakNumber.replace(/\d+$/, '999999') }),
    vds({ invoiceNumber: mushakNumber.replace('6.3-', '6.3-CTG-') }),
    vds({
      invoiceNumber: invoiceNumber.replace(/-\d{2}-(\d{6})$/, today().endsWith('-01') ? '-02-$1' : '-01-$1'),
    }),
    vds({ invoiceId: id, number: ' ' }),
    vds({ invoiceId: id, date: '2999-01-01' }),
    vds({ invoiceId: id, kind: 'TDS', depositSerial: '7' }),
    vds({ invoiceId: id, claimPeriod: '2024-13' }),
    vds({ invoiceId: id, kind: 'TDS', number: 'T-1', amount: '11400.01' }),
    vds({ invoiceId: id, number: 'V-2' }),
  ]
  const results = await certify(desk, input)
  expect(results.map(({ outcome, code, path }) => [code ?? outcome, path])).toEqual([
    ['RECORDED', null],
    ['REPEATED', null],
    ['VDS_EXCEEDS_VAT', 'input[2].amount'],
    ['NOT_POSITIVE', 'input[3].amount'],
    ['INVALID_STATE', null],
    ['INVOICE_ID_OR_NUMBER', 'input[5].invoiceId'],
    ['INVOICE_ID_OR_NUMBER', 'input[6].invoiceId'],
    ['NOT_FOUND', 'input[7].invoiceId'],
    ['NOT_FOUND', 'input[8].invoiceId'],
    ['NOT_AN_INVOICE_NUMBER', 'input[9].invoiceNumber'],
    ['NOT_AN_INVOICE_NUMBER', 'input[10].invoiceNumber'],
    ['NOT_FOUND', 'input[11].invoiceNumber'],
    ['NOT_FOUND', 'input[12].invoiceNumber'],
    ['NOT_FOUND', 'input[13].invoiceNumber'],
    ['NOT_FOUND', 'input[14].invoiceNumber'],
    ['FIELD_REQUIRED', 'input[15].number'],
    ['DATE_IN_FUTURE', 'input[16].date'],
    ['PAYMENT_DETAIL_NOT_ALLOWED', 'input[17].depositSerial'],
    ['INVALID_MONTH', 'input[18].claimPeriod'],
    ['TDS_EXCEEDS_VALUE', 'input[19].amount'],
    ['RECORDED', null],
  ])
  expect(results.every(({ retryable }) => !retryable)).toBe(true)
  expect(results[4]).toMatchObject({ outcome: 'REFUSED', invoiceId: draft.id, balance: null, status: null })
  expect(results.at(-1)).toMatchObject({ balance: { amount: '11300.00' }, status: 'PARTIALLY_PAID' })
})

test('32 more than 200 certificates are refused before anything is done', async () => {
  const { id } = await issueWithheld(desk)
  const input = Array.from({ length: 201 }, (_, index) =>
    certificate('TDS', `${index}`, '1', { invoiceId: id }),
  )
  expect(await expectCertifyError(desk, input)).toMatchObject({ code: 'INVALID_INPUT', path: 'input' })
  expect(await desk.readEventTypes(id)).not.toContain('PaymentRecorded')
  expect(await certify(desk, [])).toEqual([])
})

test('32 200 certificates with all their fields in the document are within the limits of a request', async () => {
  const { id } = await issueWithheld(desk)
  const entry = (index: number) => `{
    invoiceId: "${id}" kind: VDS number: "V-${index}" date: "${today()}" amount: "1.00" paidOn: "${today()}"
    depositAccountCode: "1/1133/0030/0311" depositSerial: "T-${index}" depositDate: "${today()}"
    claimPeriod: "${today().slice(0, 7)}" acceptOverpayment: true reference: "October" certificateValue: "10.00"
  }`
  const entries = Array.from({ length: 200 }, (_, index) => entry(index)).join(' ')
  const results = await desk.client.value(`mutation { recordCertificates(input: [${entries}]) { outcome } }`)
  expect(countEach(outcomesOf(results))).toEqual({ RECORDED: 200 })
}, 60_000)

test('32 41 an invoice of another tenant is not found, by its id or by its numbers', async () => {
  const { id, invoiceNumber, mushakNumber } = await issueWithheld(desk)
  const bengal = deskOf(await service.as('admin', 'bengal'))
  const results = await certify(bengal, [
    certificate('VDS', 'V-1', '100', { invoiceId: id }),
    certificate('VDS', 'V-1', '100', { invoiceNumber }),
    certificate('VDS', 'V-1', '100', { invoiceNumber: mushakNumber }),
  ])
  expect(endsOf(results)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'])
  expect(results.every(({ invoiceId }) => invoiceId === null)).toBe(true)
})
