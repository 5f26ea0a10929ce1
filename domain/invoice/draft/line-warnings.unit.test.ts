import { describe, expect, test } from '@jest/globals'
import { approving, creating, numbering, tenBags } from '../../testing/examples.ts'
import { invoiceAfter } from '../../testing/scenario.ts'
import { warningsOf } from '../warnings.ts'
import type { LineInput } from './input.ts'
import { linesOf } from './line-warnings.ts'

const selling = (lines: readonly Partial<LineInput>[], day = '2024-10-15') =>
  creating({ invoiceDate: day, dueDate: day, lineItems: lines.map((line) => ({ ...tenBags, ...line })) })
const reduced = { vatCategory: 'REDUCED', vatRate: '7.5' } as const

describe('RATE_NOT_CHECKED', () => {
  const warningsOfDraft = (...lines: readonly Partial<LineInput>[]) => invoiceAfter(selling(lines)).warnings

  test('54 warns of REDUCED and TRUNCATED lines whose code is missing or not known', () => {
    expect(warningsOfDraft({ ...reduced, hsCode: null })).toEqual([
      { code: 'RATE_NOT_CHECKED', path: 'lineItems[0].hsCode', params: { lines: ['1'] } },
    ])
    expect(warningsOfDraft({}, { vatCategory: 'TRUNCATED', hsCode: 'S999.99' })).toMatchObject([
      { code: 'RATE_NOT_CHECKED', path: 'lineItems[1].hsCode' },
    ])
    expect(warningsOfDraft({ ...reduced, hsCode: 'S004.00' })).toEqual([])
    expect(warningsOfDraft({ vatCategory: 'TRUNCATED', hsCode: 'S099.10' })).toEqual([])
  })

  test('54 does not concern the other categories', () => {
    const others = ['STANDARD', 'ZERO_RATED', 'EXEMPT'] as const
    expect(warningsOfDraft(...others.map((vatCategory) => ({ vatCategory, hsCode: null })))).toEqual([])
  })

  test('54 depends on the invoice date: a code is known from a day on', () => {
    const nails = [{ ...reduced, hsCode: '7317.00' }]
    expect(invoiceAfter(selling(nails, '2025-06-30')).warnings).toMatchObject([{ code: 'RATE_NOT_CHECKED' }])
    expect(invoiceAfter(selling(nails, '2025-07-01')).warnings).toEqual([])
  })

  test('54 remains at the issue', () => {
    const issued = invoiceAfter(selling([{ ...reduced, hsCode: '8471' }]), approving(), numbering())
    expect(issued.warnings).toMatchObject([{ code: 'RATE_NOT_CHECKED' }])
  })
})

describe('NO_HS_CODE', () => {
  const lines = [{ hsCode: null }, {}, { vatCategory: 'EXEMPT', hsCode: ' ' }] as const

  test('54 warns of lines without a code, once the invoice is issued', () => {
    expect(invoiceAfter(selling(lines)).warnings).toEqual([])
    expect(invoiceAfter(selling(lines), approving()).warnings).toEqual([
      { code: 'NO_HS_CODE', path: 'lineItems[0].hsCode', params: { lines: ['1', '3'] } },
    ])
  })

  test('54 is one warning for 500 lines, which names them as ranges and by their ids', () => {
    const many = Array.from({ length: 500 }, (_, index) => (index === 3 ? {} : { hsCode: null }))
    const invoice = invoiceAfter(selling(many), approving())
    expect(invoice.warnings).toMatchObject([{ params: { lines: ['1-3', '5-500'] } }])
    const [warning, ...others] = warningsOf(invoice)
    expect(others).toEqual([])
    expect(warning?.message).toBe(
      'Line 1-3, 5-500: no HS or service code, which the sub-forms of the 9.1 return need.',
    )
    expect(warning?.lineIds).toEqual(
      invoice.lines.filter(({ hsCode }) => hsCode === null).map(({ id }) => id),
    )
  })
})

test('a warning of the whole invoice is about no line', () => {
  const warning = { code: 'LATE_ISSUE', path: null, params: { issued: '2024-11' } } as const
  expect(linesOf(warning)).toEqual([])
  expect(linesOf({ ...warning, params: { lines: ['2', '4-5'] } })).toEqual([1, 3, 4])
  expect(warningsOf(invoiceAfter(creating({ invoiceDate: '2024-09-15' }), approving()))).toEqual([
    {
      code: 'LATE_ISSUE',
      message: expect.stringContaining('Issued in 2024-10'),
      path: 'invoiceDate',
      lineIds: [],
    },
  ])
})
