import { expect, test } from '@jest/globals'
import { isBlank, trimmed, unprintable, withoutUnseen } from './unseen.ts'

const unseen = [
  '\u00ad',
  '\u034f',
  '\u115f',
  '\u180e',
  '\u200e',
  '\u202e',
  '\u2062',
  '\u2800',
  '\u3164',
  '\ufe0f',
  '\ufeff',
  '\u00a0',
  '\t',
]

test.each(unseen)('%j is nothing to see', (text) => {
  expect(isBlank(text.repeat(2))).toBe(true)
  expect(trimmed(`${text}V-1${text}`)).toBe('V-1')
  expect(withoutUnseen(`1${text}2`)).toBe('12')
})

test('a million blanks inside of a text are passed over once', () => {
  const text = `a${' '.repeat(1_000_000)}b`
  expect(trimmed(` ${text} `)).toBe(text)
})

test('joiners inside of Bangla stay', () => {
  expect(trimmed('\u200b র\u200d্যাব ')).toBe('র\u200d্যাব')
  expect(isBlank('ক')).toBe(false)
})

test.each(['\u0001', '\u007f', '\u0085', '\u202e', '\u2066'])('%j does not print as it is', (character) => {
  expect(unprintable(`Acme${character}dtL`)).toBe(character)
})

test.each(['Acme Ltd.', 'two\nlines\r\n\tindented', 'র\u200d্যাব', '৳ 😀 — ½'])('%j prints', (text) => {
  expect(unprintable(text)).toBeUndefined()
})
