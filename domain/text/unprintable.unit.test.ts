import { expect, test } from '@jest/globals'
import { firstUnprintable } from './unprintable.ts'

test.each(['\u0001', '\u007f', '\u0085', '\u202e', '\u2066'])('%j is unprintable', (character) => {
  expect(firstUnprintable(`Acme${character}dtL`)).toBe(character)
})

test('the first of several is returned', () => {
  expect(firstUnprintable('a\u0007b\u202ec')).toBe('\u0007')
})

test.each(['Acme Ltd.', 'two\nlines\r\n\tindented', 'র\u200d্যাব', '৳ 😀 — ½'])('%j is printable', (text) => {
  expect(firstUnprintable(text)).toBeUndefined()
})
