import { expect, test } from '@jest/globals'
import { shown } from './shown.ts'

test('long texts are shown as repetitions or by their beginning, long lists by their first items', () => {
  expect(shown({ a: 'ab'.repeat(100), b: Array(10).fill(1), c: null })).toBe(
    '{ "a": "ab" repeated to 200 characters, "b": [1, 1, 1, 1, 1, 1, 1, 1, and 2 more], "c": null }',
  )
  const text = Array.from({ length: 100 }, (_, index) => index).join()
  expect(shown(text)).toBe(`${JSON.stringify(text.slice(0, 80))} and ${text.length - 80} characters more`)
})
