import { expect, test } from '@jest/globals'
import { findingCodes, isFinding, noteCodes } from './finding.ts'

test('a code is a finding or a note', () => {
  expect(findingCodes.every((code) => isFinding({ code }))).toBe(true)
  expect(noteCodes.some((code) => isFinding({ code }))).toBe(false)
})
