import { afterAll, expect, test } from '@jest/globals'
import { certificate, certify, countEach, issueWithheld, outcomesOf } from './testing/certificates.ts'
import { openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

test('32 a VDS certificate keeps its value, its treasury deposit and the period of its claim', async () => {
  const { id } = await issueWithheld(desk)
  const deposit = { depositAccountCode: '1/1133/0030/0311', depositSerial: 'T-77', depositDate: today() }
  const input = {
    ...{ amount: '100', method: 'VDS_CERTIFICATE', paidOn: today(), ...deposit },
    ...{ certificateNumber: 'V-1', certificateDate: today(), certificateValue: '1000' },
  }
  await desk.run('pay', { id, input })
  const shown = await desk.client.value(
    `query ($id: ID!) { invoice(id: $id, minRevision: 3) {
      payments { certificateValue { amount } depositAccountCode depositSerial depositDate claimPeriod }
    } }`,
    { id },
  )
  expect(shown.payments).toEqual([
    { certificateValue: { amount: '1000.00' }, ...deposit, claimPeriod: today().slice(0, 7) },
  ])
  const early = { ...input, claimPeriod: '2024-10' }
  expect(await desk.expectError('pay', { id, input: early })).toMatchObject({
    code: 'CLAIM_PERIOD_TOO_EARLY',
    path: 'input.claimPeriod',
  })
  const cash = { amount: '100', method: 'CASH', paidOn: today(), depositSerial: 'T-77' }
  expect(await desk.expectError('pay', { id, input: cash })).toMatchObject({
    code: 'PAYMENT_DETAIL_NOT_ALLOWED',
    path: 'input.depositSerial',
  })
})

test('32 54 a repeated number, a late claim and an advance are recorded with a warning', async () => {
  const { id } = await issueWithheld(desk)
  const results = await certify(desk, [
    certificate('VDS', 'V-1', '100', { invoiceId: id }),
    certificate('VDS', 'V-1', '200', { invoiceId: id }),
    certificate('VDS', 'V-2', '300', { invoiceId: id, date: '2024-10-15', claimPeriod: '2025-02' }),
  ])
  expect(countEach(outcomesOf(results))).toEqual({ RECORDED: 3 })
  const { warnings } = await desk.read(id, 5)
  expect(warnings.filter(({ path }: { path: string }) => path.startsWith('payments'))).toMatchObject([
    { code: 'CERTIFICATE_REPEATED', path: 'payments[0].certificateNumber' },
    { code: 'CERTIFICATE_REPEATED', path: 'payments[1].certificateNumber' },
    { code: 'CLAIM_LATE', path: 'payments[2].claimPeriod' },
    { code: 'ADVANCE_BEFORE_ISSUE', path: 'payments[2].paidOn' },
  ])
})

test('32 what is expected, recorded and outstanding follows notes and certificates', async () => {
  const { id, lineItems } = await issueWithheld(desk)
  await certify(desk, [certificate('VDS', 'V-1', '400', { invoiceId: id })])
  await desk.run('credit', {
    id,
    lines: [{ lineItemId: lineItems[0].id, quantity: '4' }],
    reason: 'Returned',
  })
  const shown = await desk.client.value(
    `query ($id: ID!) { invoice(id: $id, minRevision: 4) {
      expectedCash { amount } certificates { kind expected { amount } recorded { amount } outstanding { amount } }
    } }`,
    { id },
  )
  const amounts = (kind: string, expected: string, recorded: string, outstanding: string) => ({
    kind,
    expected: { amount: expected },
    recorded: { amount: recorded },
    outstanding: { amount: outstanding },
  })
  expect(shown).toEqual({
    expectedCash: { amount: '6000.00' },
    certificates: [amounts('VDS', '600.00', '400.00', '200.00'), amounts('TDS', '300.00', '0.00', '300.00')],
  })
})
