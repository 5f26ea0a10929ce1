import { expect, test } from '@jest/globals'
import { isUserId } from './user-id.ts'

test.each(['u-1', 'রহিম', '😀', 'auth0|5f7c', 'rahim@example.com', 'a b', 'x'.repeat(128)])(
  '%j is the id of a user',
  (text) => {
    expect(isUserId(text)).toBe(true)
  },
)

test.each([
  ['no text', undefined],
  ['a number', 7],
  ['an empty text', ''],
  ['only blanks', ' \u200b\u2800'],
  ['U+0000', 'u\0'],
  ['a control character', 'u\u001b[2J'],
  ['a line break', 'u\n1'],
  ['a line separator', 'u\u20281'],
  ['the first half of a surrogate pair', 'u\ud800'],
  ['the second half of a surrogate pair', '\udc00u'],
  ['a character that turns the direction', 'u\u202e1'],
  ['129 characters', 'x'.repeat(129)],
  ['a megabyte', 'x'.repeat(1_000_000)],
])('%s is not the id of a user', (_, text) => {
  expect(isUserId(text)).toBe(false)
})
