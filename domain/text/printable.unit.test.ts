import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { printable } from './printable.ts'

describe('a printable text', () => {
  test.each([
    ['of one line is as it is', 'Cement #1 $x$ \\ // @ref *bold*', 'Cement #1 $x$ \\ // @ref *bold*'],
    ['of several lines is one line', 'one\r\ntwo\tthree\u2028four', 'one two three four'],
    ['has a box for a control character', 'a\u0000b\u001Bc\u0085d', 'a▯b▯c d'],
    ['has a box for a change of direction', 'abc\u202Efdp.exe\u2069', 'abc▯fdp.exe▯'],
    ['has a box for half a character', 'a\uD83Db', 'a▯b'],
    ['has no marks of direction and no soft hyphens', 'a\u200Eb\u200Fc\u061Cd\u00ADe', 'abcde'],
    ['keeps the joiners that Bangla is written with', 'র\u200D্যাব ক্\u200Cষ', 'র\u200D্যাব ক্\u200Cষ'],
    ['keeps characters of every plane', 'সিমেন্ট 😀 漢字 \u05D0', 'সিমেন্ট 😀 漢字 \u05D0'],
  ])('%s', (_, text, printed) => {
    expect(printable(text)).toBe(printed)
  })

  test('has no control character and no half of one, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u)
      }),
    )
  })
})
