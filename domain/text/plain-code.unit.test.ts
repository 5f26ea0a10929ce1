import { expect, test } from '@jest/globals'
import { plainCode } from './plain-code.ts'

test.each([
  [' INV-2024-10-15-000001 ', 'INV-2024-10-15-000001'],
  ['inv–২০২৪\u2011১০−15-٠٠٠٠٠١', 'inv-2024-10-15-000001'],
  ['ＡＢ\u200b 12', 'AB12'],
])('%j is %j', (typed, plain) => {
  expect(plainCode(typed)).toBe(plain)
})
