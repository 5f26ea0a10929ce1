import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type Bill,
  billOf,
  type MeasuredOperation,
  writeDollars,
  writeGigabyteSeconds,
  writeTakaCost,
} from './bill.ts'
import { pricePeriods } from './periods.ts'

const [november] = pricePeriods('2026-11-01', '2026-11-30')
const billOfNovember = (...measured: MeasuredOperation[]): Bill =>
  billOf(november ? [{ period: november, measured }] : [])

const measured = (functionKey: string, invocations: number, billedMs: number, memoryMb = 1024) => ({
  functionKey,
  operation: functionKey,
  invocations: BigInt(invocations),
  errors: 0n,
  billedMs: BigInt(billedMs),
  megabyteMs: BigInt(billedMs) * BigInt(memoryMb),
})

test('a million invocations of 100 ms with 1 GB cost 1.53334 dollars', () => {
  const bill = billOfNovember(measured('create-invoice', 1_000_000, 100_000_000))
  expect(writeGigabyteSeconds(bill)).toBe('100000')
  expect(writeDollars(bill)).toBe('1.53334')
  expect(writeTakaCost(bill)).toBe('186.2701432')
})

test('an invocation behind API Gateway is also an API request', () => {
  const bill = billOfNovember(measured('graphql', 1_000_000, 0))
  expect(writeDollars(bill)).toBe('4.45')
})

test('the smallest cost is written exactly', () => {
  const bill = billOfNovember(measured('create-invoice', 0, 1, 128))
  expect(writeGigabyteSeconds(bill)).toBe('0.000125')
  expect(writeDollars(bill)).toBe('0.000000001666675')
})

test('nothing costs nothing', () => {
  const bill = billOfNovember()
  expect([writeGigabyteSeconds(bill), writeDollars(bill), writeTakaCost(bill)]).toEqual(['0', '0.00', '0.00'])
  expect(bill.lines).toEqual([])
})

test('usage of an operation is one line, whatever the function and the period', () => {
  const [first, second] = [measured('a', 2, 30), measured('b', 3, 50)].map((one) => ({
    ...one,
    operation: 'createInvoice',
  }))
  if (!first || !second || !november) throw new Error('The example is incomplete')
  const rate = { ...november.rate, takaPerDollar: '200' }
  const bill = billOf([
    { period: november, measured: [first] },
    { period: { ...november, rate }, measured: [second] },
  ])
  expect(bill.lines).toHaveLength(1)
  expect(bill).toMatchObject({ invocations: 5n, billedMs: 80n })
  const [alone, later] = [billOfNovember(first), billOfNovember(second)]
  expect(bill.dollars).toBe(alone.dollars + later.dollars)
  expect(bill.taka).toBe(alone.taka + later.dollars * 2_000_000n)
})

const anything = fc.record({
  functionKey: fc.constantFrom('graphql', 'health', 'create-invoice', 'relay'),
  operation: fc.constantFrom('graphql', 'createInvoice', ''),
  invocations: fc.bigInt({ min: 0n, max: 10n ** 9n }),
  errors: fc.bigInt({ min: 0n, max: 10n ** 6n }),
  billedMs: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  megabyteMs: fc.bigInt({ min: 0n, max: 10n ** 16n }),
})

test('the bills of tenants add up to the bill of all to the last digit', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anything, { maxLength: 8 }), { maxLength: 8 }), (tenants) => {
      const all = billOfNovember(...tenants.flat())
      const bills = tenants.map((one) => billOfNovember(...one))
      for (const figure of ['invocations', 'errors', 'billedMs', 'megabyteMs', 'dollars', 'taka'] as const) {
        expect(bills.reduce((sum, bill) => sum + bill[figure], 0n)).toBe(all[figure])
        expect(all.lines.reduce((sum, line) => sum + line[figure], 0n)).toBe(all[figure])
      }
    }),
  )
})
