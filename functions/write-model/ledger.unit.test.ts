import { expect, test } from '@jest/globals'
import { commandIdentity, hasSameInput } from './ledger.ts'

const context = {
  ...{ tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions: [], correlationId: 'c-1' },
  idempotencyKey: 'k-1',
}
const identityOf = (amount: string) =>
  commandIdentity({ field: 'recordPayment', input: { input: { amount } }, context }, 'i-1')
const storedWith = (inputHash: string) => ({
  event: {},
  stored: {
    ...{ id: '', type: '', stream: '', revision: 0, created: '', data: {} },
    metadata: { inputHash },
  },
})

test('8 a repetition is recognised however its decimals are written', () => {
  expect(hasSameInput(storedWith(identityOf('100').inputHash), identityOf('100.00'))).toBe(true)
  expect(hasSameInput(storedWith(identityOf('100.00').inputHash), identityOf('100'))).toBe(true)
  expect(hasSameInput(storedWith(identityOf('100').inputHash), identityOf('101'))).toBe(false)
})

test('8 a repetition of a command that an earlier release carried out is recognised', () => {
  // sha256 of ["recordPayment","i-1","{\"input\":{\"amount\":\"100.00\"}}"], which that release stored.
  const earlier = '6cec67d7542fdcb5676cab06c2be57855d3e1ad05babd50a67b57230806e355c'
  expect(hasSameInput(storedWith(earlier), identityOf('100.00'))).toBe(true)
  expect(hasSameInput(storedWith(earlier), identityOf('100.01'))).toBe(false)
})
