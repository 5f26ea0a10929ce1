import { describe, expect, test } from '@jest/globals'
import { accepted, allOf, BrokenInvariant, decided, each, refused, unreachable } from './decision.ts'

const bad = (value: string) => refused('NOT_A_DECIMAL', { value }, `input.${value}`)

describe('a decision', () => {
  test('has events in their order, or none', () => {
    expect(decided(1, 2)).toEqual({ ok: true, events: [1, 2] })
    expect(decided()).toEqual({ ok: true, events: [] })
  })
})

describe('a refusal', () => {
  test('contains a message, a path and parameters', () => {
    const params = { dueDate: '2024-10-01', invoiceDate: '2024-10-15' }
    expect(refused('DUE_BEFORE_INVOICE_DATE', params, 'input.dueDate').refusal).toEqual({
      code: 'DUE_BEFORE_INVOICE_DATE',
      message:
        'The due date 2024-10-01 is before the invoice date 2024-10-15. Give the same day or a later one.',
      path: 'input.dueDate',
      params,
    })
  })

  test('has no path where no single field is wrong', () => {
    expect(refused('NO_LINES', {}).refusal).not.toHaveProperty('path')
  })
})

describe('several results', () => {
  const x = bad('x').refusal
  const others = [bad('y').refusal, bad('z').refusal]

  test('give all values when all are accepted', () => {
    expect(allOf({ one: accepted(1), two: accepted('2') })).toEqual({ ok: true, value: { one: 1, two: '2' } })
    expect(each([1, 2], (item, index) => accepted(item * 10 + index))).toEqual({ ok: true, value: [10, 21] })
  })

  test('give the refusal when one is refused', () => {
    expect(allOf({ one: accepted(1), two: bad('x') })).toEqual(bad('x'))
    expect(each(['a', 'b'], (item, index) => (index === 0 ? accepted(item) : bad(item)))).toEqual(bad('b'))
  })

  test('give the first refusal, with the others in one flat list, when several are refused', () => {
    expect(allOf({ one: bad('x'), two: accepted(1), three: each(['y', 'z'], bad) })).toEqual({
      ok: false,
      refusal: { ...x, others },
    })
    expect(each([0, 1], (item) => (item ? bad('z') : allOf({ one: bad('x'), two: bad('y') })))).toEqual({
      ok: false,
      refusal: { ...x, others },
    })
  })
})

describe('a broken invariant', () => {
  test('is thrown for a case that a switch does not have', () => {
    expect(() => unreachable({ type: 'New' } as never)).toThrow(BrokenInvariant)
    expect(() => unreachable('x' as never)).toThrow('No case for "x"')
  })

  test('has a code, a name and a cause', () => {
    expect(new BrokenInvariant('m', { cause: 1 })).toMatchObject({
      code: 'BROKEN_INVARIANT',
      name: 'BrokenInvariant',
      cause: 1,
    })
  })
})
