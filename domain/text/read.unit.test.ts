import { describe, expect, test } from '@jest/globals'
import { readTin } from '../identity/identifiers.ts'
import { excerpt, firstUnprintable, readOptional, readOptionalText, readReason, readText } from './read.ts'

test('a short text is returned whole, a long one is cut after its beginning', () => {
  expect(excerpt('12,50')).toBe('12,50')
  expect(excerpt('x'.repeat(99))).toBe('x'.repeat(40))
  expect(excerpt('x'.repeat(99), 60)).toBe('x'.repeat(60))
})

test('a text is not cut in the middle of a character', () => {
  expect(excerpt(`${'x'.repeat(39)}😀😀`)).toBe('x'.repeat(39))
  expect(excerpt(`${'x'.repeat(38)}😀😀`)).toBe(`${'x'.repeat(38)}😀`)
})

test.each(['\u0001', '\u007f', '\u0085', '\u202e', '\u2066'])('%j is unprintable', (character) => {
  expect(firstUnprintable(`Acme${character}dtL`)).toBe(character)
})

test('the first of several is returned', () => {
  expect(firstUnprintable('a\u0007b\u202ec')).toBe('\u0007')
})

test.each(['Acme Ltd.', 'two\nlines\r\n\tindented', 'র\u200d্যাব', '৳ 😀 — ½'])('%j is printable', (text) => {
  expect(firstUnprintable(text)).toBeUndefined()
})

const blanks = [null, undefined, '', '   ', '\t\n', '\u200b', '\u00a0', '\ufeff \u2060', '\u202e\u2800']

describe('texts', () => {
  test.each(blanks)('%j is missing', (text) => {
    expect(readText(text, 'input.vendorId')).toMatchObject({
      ok: false,
      refusal: { code: 'FIELD_REQUIRED', path: 'input.vendorId', params: { field: 'vendorId' } },
    })
    expect(readOptionalText(text, 'p')).toEqual({ ok: true, value: null })
    expect(readOptional(text, readTin, 'p')).toEqual({ ok: true, value: null })
  })

  test('blanks at the two ends are removed, those inside remain', () => {
    expect(readText('  Acme  Cement ', 'p')).toEqual({ ok: true, value: 'Acme  Cement' })
    expect(readOptionalText(' x ', 'p')).toEqual({ ok: true, value: 'x' })
    expect(readOptional('123456789012', readTin, 'p')).toEqual({ ok: true, value: '123456789012' })
    expect(readOptional('1', readTin, 'p')).toMatchObject({ refusal: { code: 'INVALID_TIN', path: 'p' } })
  })

  test('a text that is too long is refused', () => {
    expect(readText('x'.repeat(200), 'p').ok).toBe(true)
    expect(readText('x'.repeat(201), 'input.lineItems[3].unit')).toMatchObject({
      refusal: {
        code: 'TEXT_TOO_LONG',
        path: 'input.lineItems[3].unit',
        params: { field: 'unit', length: 201, most: 200 },
      },
    })
    expect(readOptionalText('x'.repeat(201), 'p').ok).toBe(false)
    expect(readOptionalText('x'.repeat(201), 'p', 2000).ok).toBe(true)
  })

  test('a text of more than 5,000 units is refused for its length alone', () => {
    const looked: string[] = []
    const look = (text: string) => {
      looked.push(text)
      return { ok: true, value: text } as const
    }
    const long = ' '.repeat(5001)
    const refusal = { code: 'TEXT_TOO_LONG', path: 'a.b', params: { field: 'b', length: 5001 } }
    expect(readText(long, 'a.b')).toMatchObject({ refusal })
    expect(readOptionalText(long, 'a.b')).toMatchObject({ refusal })
    expect(readOptional(long, look, 'a.b')).toMatchObject({ refusal })
    expect(readReason(long)).toMatchObject({ refusal: { code: 'TEXT_TOO_LONG', path: 'reason' } })
    expect(looked).toEqual([])
    expect(readText(' '.repeat(5000), 'a.b')).toMatchObject({ refusal: { code: 'FIELD_REQUIRED' } })
  })

  test('characters are counted as people count them', () => {
    expect(readText('😀'.repeat(200), 'p').ok).toBe(true)
    expect(readText('😀'.repeat(201), 'p')).toMatchObject({
      refusal: { code: 'TEXT_TOO_LONG', params: { length: 201 } },
    })
  })

  test('a text with an unprintable character is refused', () => {
    expect(readText('Acme \u202edtL', 'input.customerName')).toMatchObject({
      refusal: {
        code: 'TEXT_UNPRINTABLE',
        path: 'input.customerName',
        params: { field: 'customerName', character: 'U+202E' },
      },
    })
    expect(readReason('wrong\u0007')).toMatchObject({
      refusal: { code: 'TEXT_UNPRINTABLE', path: 'reason', params: { character: 'U+0007' } },
    })
  })

  test('25 a reason keeps its blanks and line breaks, but cannot be blank', () => {
    const reason = ' ক্রেতা অর্ডার\nবাতিল করেছেন '
    expect(readReason(reason)).toEqual({ ok: true, value: reason })
    expect(readReason('য'.repeat(500)).ok).toBe(true)
    expect(readReason('x'.repeat(2001))).toMatchObject({
      refusal: { code: 'TEXT_TOO_LONG', path: 'reason', params: { field: 'reason' } },
    })
    for (const blank of ['', ' ', '\t', '\n', ' \t\n ', '\u200b']) {
      expect(readReason(blank)).toMatchObject({ refusal: { code: 'REASON_MISSING', path: 'reason' } })
    }
  })
})
