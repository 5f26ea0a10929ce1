import { expect, test } from '@jest/globals'
import { isFuture } from './tolerance.ts'

test('38 an instant is in the future from a minute after now', () => {
  const now = Date.parse('2026-06-30T18:00:00Z')
  expect(isFuture('2026-06-30T18:01:00Z', now)).toBe(false)
  expect(isFuture('2026-06-30T18:01:00.001Z', now)).toBe(true)
})
