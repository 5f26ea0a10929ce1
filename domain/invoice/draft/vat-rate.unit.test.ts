import { describe, expect, test } from '@jest/globals'
import { creating, tenBags, updating } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'
import type { LineInput } from './input.ts'

const dated = (day: string) => ({ invoiceDate: day, dueDate: day })
const sold = (day: string, ...lines: readonly Partial<LineInput>[]) =>
  creating({ ...dated(day), lineItems: lines.map((line) => ({ ...tenBags, ...line })) })
const ratesOf = (day: string, ...lines: readonly Partial<LineInput>[]) =>
  invoiceAfter(sold(day, ...lines)).lines.map(({ vatRate }) => vatRate)
const refusalOf = (day: string, line: Partial<LineInput>) => given().when(sold(day, line)).refusal

const construction = { vatCategory: 'REDUCED', hsCode: 'S004.00' } as const

describe('the rate of a line with a known code', () => {
  test('55 is that of the code on the invoice date, however the code is written', () => {
    expect(ratesOf('2025-06-30', construction, { ...construction, hsCode: 's 00400' })).toEqual([
      75000n,
      75000n,
    ])
    expect(ratesOf('2025-07-01', construction, { ...construction, vatRate: '10.00' })).toEqual([
      100000n,
      100000n,
    ])
  })

  test('55 another rate is refused, and the message names the code, its rate and the date', () => {
    const refusal = refusalOf('2025-07-01', { ...construction, vatRate: '7.5' })
    expect(refusal).toMatchObject({ code: 'RATE_NOT_OF_CODE', path: 'input.lineItems[0].vatRate' })
    expect(refusal?.message).toBe(
      'The VAT of S004.00 on 2025-07-01 is 10 %, not 7.5 %. ' +
        'A line at 15 %, by law or by choice, has the category STANDARD.',
    )
    expect(refusalOf('2025-06-30', { ...construction, vatRate: '10' })?.code).toBe('RATE_NOT_OF_CODE')
    expect(refusalOf('2025-06-30', { ...construction, vatRate: '12' })?.code).toBe('RATE_NOT_OF_CODE')
    expect(refusalOf('2025-06-30', { ...construction, vatRate: '101' })?.code).toBe('PERCENT_OUT_OF_RANGE')
  })

  test('55 15 % is elected with the category STANDARD, whatever the code', () => {
    expect(ratesOf('2025-07-01', { hsCode: 'S004.00' }, { hsCode: 'S004.00', vatRate: '15' })).toEqual([
      150000n,
      150000n,
    ])
    expect(refusalOf('2025-07-01', { ...construction, vatRate: '15' })?.code).toBe('RATE_NOT_OF_CODE')
  })

  test('55 a code at the standard rate is refused for REDUCED, with and without a rate', () => {
    const advertising = { ...construction, hsCode: 'S007.00' }
    expect(refusalOf('2026-11-01', advertising)).toMatchObject({
      code: 'RATE_NOT_OF_CODE',
      path: 'input.lineItems[0].vatCategory',
      params: { code: 'S007.00', inForce: '15 %', rate: '7.5' },
    })
    expect(refusalOf('2026-11-01', { ...advertising, vatRate: '15' })).toMatchObject({
      code: 'RATE_NOT_OF_CODE',
      path: 'input.lineItems[0].vatRate',
    })
  })

  test('55 a code with a tax per unit is refused for REDUCED', () => {
    const gold = { ...construction, hsCode: 'S026.00', vatRate: '5' }
    expect(ratesOf('2026-06-30', gold)).toEqual([50000n])
    expect(refusalOf('2026-07-01', gold)?.params).toMatchObject({ inForce: 'a tax per unit (SPECIFIC)' })
  })

  test('55 of a code with several rates one must be chosen', () => {
    const flat = { ...construction, hsCode: 'S010.20' }
    const refusal = refusalOf('2026-11-01', flat)
    expect(refusal).toMatchObject({ code: 'VAT_RATE_MISSING', path: 'input.lineItems[0].vatRate' })
    expect(refusal?.message).toBe(
      'The VAT of S010.20 on 2026-11-01 is 2 % or 4.5 %, depending on what is supplied. Give vatRate.',
    )
    expect(ratesOf('2026-11-01', { ...flat, vatRate: '2' }, { ...flat, vatRate: '4.5' })).toEqual([
      20000n,
      45000n,
    ])
    expect(refusalOf('2026-11-01', { ...flat, vatRate: '10' })?.params).toMatchObject({
      inForce: '2 % or 4.5 %',
    })
  })

  test('55 TRUNCATED is 5 %, so a code with another rate is refused for it', () => {
    const software = { vatCategory: 'TRUNCATED', hsCode: 'S099.10' } as const
    expect(ratesOf('2026-11-01', software, { ...software, vatRate: '5' })).toEqual([50000n, 50000n])
    expect(refusalOf('2026-11-01', { ...software, hsCode: 'S004.00' })).toMatchObject({
      code: 'RATE_NOT_OF_CODE',
      path: 'input.lineItems[0].vatCategory',
      params: { inForce: '10 %', rate: '5' },
    })
    expect(refusalOf('2026-11-01', { ...software, hsCode: 'S004.00', vatRate: '5' })?.path).toBe(
      'input.lineItems[0].vatRate',
    )
    expect(refusalOf('2026-11-01', { ...software, vatRate: '7.5' })?.code).toBe('VAT_RATE_NOT_ALLOWED')
  })

  test('55 without a known code it is 7.5 % for REDUCED, or any that is in force', () => {
    const unknown = { vatCategory: 'REDUCED', hsCode: '8471.30.00' } as const
    expect(
      ratesOf('2026-11-01', unknown, { ...unknown, hsCode: null }, { ...unknown, vatRate: '10' }),
    ).toEqual([75000n, 75000n, 100000n])
    expect(refusalOf('2026-11-01', { ...unknown, vatRate: '12' })?.code).toBe('RATE_NOT_IN_FORCE')
  })

  test('55 the other categories do not look at it', () => {
    const categories = ['ZERO_RATED', 'EXEMPT'] as const
    expect(
      ratesOf('2026-11-01', ...categories.map((vatCategory) => ({ vatCategory, hsCode: 'S004.00' }))),
    ).toEqual([0n, null])
  })
})

describe('an update that moves the date', () => {
  const movedTo = (day: string, line: Partial<LineInput>, from = '2025-06-30') =>
    given(...history(sold(from, line))).when(updating(dated(day)))

  test('55 reads the rate of a code anew, also where the line gave it', () => {
    for (const line of [construction, { ...construction, vatRate: '7.5' }]) {
      const { invoice } = movedTo('2025-07-01', line)
      expect(invoice.lines).toMatchObject([{ vatRate: 100000n, vat: 100000n }])
    }
  })

  test('55 keeps a chosen rate: that of an unknown code, and one of several', () => {
    const unknown = { vatCategory: 'REDUCED', vatRate: '10' } as const
    expect(movedTo('2025-07-01', unknown).invoice.lines).toMatchObject([{ vatRate: 100000n }])
    const flat = { ...construction, hsCode: 'S010.20' }
    for (const [vatRate, kept] of [
      ['2', 20000n],
      ['4.5', 45000n],
    ] as const)
      expect(movedTo('2025-07-01', { ...flat, vatRate }).invoice.lines).toMatchObject([{ vatRate: kept }])
  })

  test('55 to a day on which the code has no reduced rate is refused for the date', () => {
    expect(movedTo('2025-07-01', { ...construction, hsCode: 'S099.60' }).refusal).toMatchObject({
      code: 'RATE_NOT_OF_CODE',
      path: 'input.invoiceDate',
    })
  })

  test('55 a stored rate that is not that of its code is refused, not changed', () => {
    const older = history(sold('2025-06-30', construction)).map((event) =>
      event.type === 'InvoiceCreated'
        ? { ...event, lines: event.lines.map((line) => ({ ...line, vatRate: '10' })) }
        : event,
    )
    expect(given(...older).when(updating({ destination: 'Khulna' })).refusal).toMatchObject({
      code: 'RATE_NOT_OF_CODE',
      path: 'input.lineItems[0].vatRate',
    })
  })
})
