import { expect, test } from '@jest/globals'
import { isBlank, trimmed, withoutBlanks } from './blanks.ts'

const blanks = [
  ...['\u00ad', '\u034f', '\u115f', '\u180e', '\u200e', '\u202e', '\u2062', '\u2800', '\u3164'],
  ...['\ufe0f', '\ufeff', '\u00a0', '\t'],
]

test.each(blanks)('%j is a blank', (blank) => {
  expect(isBlank(blank.repeat(2))).toBe(true)
  expect(trimmed(`${blank}V-1${blank}`)).toBe('V-1')
  expect(withoutBlanks(`1${blank}2`)).toBe('12')
})

test('a million blanks inside a text are read once', () => {
  const text = `a${' '.repeat(1_000_000)}b`
  expect(trimmed(` ${text} `)).toBe(text)
})

test('joiners inside Bangla remain', () => {
  expect(trimmed('\u200b র\u200d্যাব ')).toBe('র\u200d্যাব')
  expect(isBlank('ক')).toBe(false)
})
