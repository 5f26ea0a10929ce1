import { describe, expect, test } from '@jest/globals'
import { creating, creatingLines, tenBags, updating } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
import { lineNumber } from './read-lines.ts'

/** Two lines were given ids, and the second was removed. */
const twoThenOne = given(
  ...history(
    creating({ lineItems: [tenBags, tenBags] }),
    updating({ lineItems: [{ ...tenBags, id: 'i-1-1' }] }),
  ),
)
const idsAfter = (...ids: readonly (string | null | undefined)[]) =>
  twoThenOne.when(updating({ lineItems: ids.map((id) => ({ ...tenBags, id })) }))

describe('the ids of lines', () => {
  test('consist of the id of the invoice and a number', () => {
    expect(invoiceAfter(creatingLines(tenBags, tenBags)).lines.map(({ id }) => id)).toEqual([
      'i-1-1',
      'i-1-2',
    ])
    expect(lineNumber('i-1-12')).toBe(12)
  })

  test('are kept when they are given, and never used for a second line', () => {
    const { lines } = idsAfter(undefined, 'i-1-1', null).invoice
    expect(lines.map(({ id }) => id)).toEqual(['i-1-3', 'i-1-1', 'i-1-4'])
  })

  test('are refused when the invoice has no such line', () => {
    expect(idsAfter('i-1-2').refusal).toMatchObject({
      code: 'LINE_UNKNOWN',
      path: 'input.lineItems[0].id',
      params: { lineId: 'i-1-2' },
    })
    const text = 'Portland cement '
    expect(idsAfter('i-1-1', text.repeat(99)).refusal).toMatchObject({
      path: 'input.lineItems[1].id',
      params: { lineId: text.repeat(5) },
    })
  })

  test('are refused in a new invoice', () => {
    const refusal = given().when(creatingLines({ ...tenBags, id: 'i-1-1' })).refusal
    expect(refusal).toMatchObject({ code: 'LINE_UNKNOWN', path: 'input.lineItems[0].id' })
  })

  test('are refused when one appears twice', () => {
    expect(idsAfter('i-1-1', 'i-1-1').refusal).toMatchObject({
      code: 'LINE_TWICE',
      path: 'input.lineItems[1].id',
    })
  })
})

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
