import { describe, expect, test } from '@jest/globals'
import { creating, tenBags } from '../../testing/examples.ts'
import { given } from '../../testing/scenario.ts'

const refusalOf = (...input: Parameters<typeof creating>) => given().when(creating(...input)).refusal

describe('the lines of an invoice', () => {
  test('3 are 1 to 500', () => {
    expect(refusalOf({ lineItems: [] })).toMatchObject({ code: 'NO_LINES', path: 'input.lineItems' })
    expect(refusalOf({ lineItems: Array(500).fill(tenBags) })).toBeNull()
    expect(refusalOf({ lineItems: Array(501).fill(tenBags) })).toMatchObject({
      code: 'TOO_MANY_LINES',
      path: 'input.lineItems',
      params: { count: 501, most: 500 },
    })
  })

  test('are below 10^15 taka, each and together', () => {
    const huge = { ...tenBags, quantity: '1', unitPrice: '869565217391304.35' }
    expect(refusalOf({ lineItems: [huge] })).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'input.lineItems[0]',
    })
    const half = { ...huge, unitPrice: '434782608695652.16' }
    expect(refusalOf({ lineItems: [half, half] })).toBeNull()
    expect(refusalOf({ lineItems: [half, half, { ...half, unitPrice: '0.05' }] })).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'input.lineItems',
    })
    const exempt = { ...huge, unitPrice: '500000000000000', vatCategory: 'EXEMPT' } as const
    expect(refusalOf({ lineItems: [exempt, { ...exempt, unitPrice: '499999999999999.99' }] })).toBeNull()
    expect(refusalOf({ lineItems: [exempt, exempt] })).toMatchObject({
      code: 'OUT_OF_RANGE',
      params: { value: '1000000000000000.00' },
    })
    expect(
      refusalOf({ lineItems: [{ ...huge, quantity: '999999999999999', unitPrice: '999999999999999' }] })
        ?.code,
    ).toBe('OUT_OF_RANGE')
  })
})
