import { describe, expect, test } from '@jest/globals'
import { accepted, allOf, BrokenInvariant, decided, each, refused, unreachable } from './decision.ts'
import { fillTemplate, refusals } from './refusal/catalogue.ts'

const bad = (value: string) => refused('NOT_A_DECIMAL', { value }, `input.${value}`)

describe('decisions', () => {
  test('a refusal says what was wrong, where, and what would be right', () => {
    const { refusal } = refused(
      'DUE_BEFORE_INVOICE_DATE',
      { dueDate: '2024-10-01', invoiceDate: '2024-10-15' },
      'input.dueDate',
    )
    expect(refusal).toEqual({
      code: 'DUE_BEFORE_INVOICE_DATE',
      message: 'The due date 2024-10-01 is before the invoice date 2024-10-15; the same day is the earliest.',
      path: 'input.dueDate',
      params: { dueDate: '2024-10-01', invoiceDate: '2024-10-15' },
    })
    expect(refused('NO_LINES', {}).refusal).not.toHaveProperty('path')
  })

  test('lists stand in messages with commas', () => {
    expect(fillTemplate('needs {missing}, {n} in all', { missing: ['name', 'address'], n: 2 })).toBe(
      'needs name, address, 2 in all',
    )
    expect(fillTemplate('of {unknown}', {})).toBe('of ')
    expect(fillTemplate('{text}', { text: 'a,b' })).toBe('a,b')
  })

  test('all values, or the first refusal with the others, whichever reading found them', () => {
    expect(allOf({ one: accepted(1), two: accepted('2') })).toEqual({ ok: true, value: { one: 1, two: '2' } })
    const x = bad('x').refusal
    const others = [bad('y').refusal, bad('z').refusal]
    expect(allOf({ one: accepted(1), two: bad('x') })).toEqual(bad('x'))
    expect(allOf({ one: bad('x'), two: accepted(1), three: each(['y', 'z'], bad) })).toEqual({
      ok: false,
      refusal: { ...x, others },
    })
    expect(each([0, 1], (item) => (item ? bad('z') : allOf({ one: bad('x'), two: bad('y') })))).toEqual({
      ok: false,
      refusal: { ...x, others },
    })
    expect(each([1, 2], (item, index) => accepted(item * 10 + index))).toEqual({ ok: true, value: [10, 21] })
    expect(each(['a', 'b'], (item, index) => (index === 0 ? accepted(item) : bad(item)))).toEqual(bad('b'))
  })

  test('events in their order, or none', () => {
    expect(decided(1, 2)).toEqual({ ok: true, events: [1, 2] })
    expect(decided()).toEqual({ ok: true, events: [] })
  })

  test('a forgotten case throws', () => {
    expect(() => unreachable({ type: 'New' } as never)).toThrow(BrokenInvariant)
    expect(() => unreachable('x' as never)).toThrow('No case for "x"')
    expect(new BrokenInvariant('m', { cause: 1 })).toMatchObject({
      code: 'BROKEN_INVARIANT',
      name: 'BrokenInvariant',
      cause: 1,
    })
  })
})

describe('the catalogue of refusals', () => {
  test.each(Object.entries(refusals))(
    '%s has an example for each of its parameters',
    (code, { message, example }) => {
      expect(code).toMatch(/^[A-Z][A-Z_]+$/)
      const asked = [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(Object.keys(example).toSorted()).toEqual([...new Set(asked)].toSorted())
      expect(fillTemplate(message, example)).toMatch(/^\S.{10,}[.]$/)
    },
  )
})
