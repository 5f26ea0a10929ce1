import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const serialOf = ({ invoiceNumber }: { invoiceNumber: string }) => Number(invoiceNumber.slice(-6))

test('an invoice that is too large is refused before it takes a number', async () => {
  const before = await desk.create([line('1', '1')])
  const long = Array.from({ length: 400 }, () => line('1', '1', { description: 'ক'.repeat(500) }))
  expect(await desk.expectCreateError(long)).toMatchObject({ code: 'INVOICE_TOO_LARGE', retryable: false })
  const after = await desk.create([line('1', '1')])
  expect(serialOf(after)).toBe(serialOf(before) + 1)
})

test.each(['a\0b', '\ud800'])(
  'a text that cannot be stored is refused with its path: %j',
  async (customerName) => {
    expect(await desk.expectCreateError([line('1', '1')], { customerName })).toMatchObject({
      code: 'INVALID_INPUT',
      path: 'input.customerName',
    })
  },
)

test('an error never repeats a personal number', async () => {
  const nid = '12345678901'
  const nidError = await desk.expectCreateError([line('1', '1')], { customerNID: nid })
  expect(JSON.stringify(nidError)).not.toContain(nid)

  const { id } = await desk.issue([line('1', '1')])
  const mobileNumber = '01112345678'
  const wallet = { method: 'MOBILE_WALLET', walletProvider: 'BKASH', mobileNumber }
  const walletError = await desk.expectError('pay', {
    id,
    input: { amount: '1', paidOn: today(), ...wallet },
  })
  expect(JSON.stringify(walletError)).not.toContain(mobileNumber)
})
