import { describe, expect, test } from '@jest/globals'
import { readMobileNumber } from './mobile-number.ts'

describe('mobile number', () => {
  test.each(['01712345678', '+8801712345678', '+880 1712-345678', '০১৭১২৩৪৫৬৭৮'])(
    '31 %j is read as 11 digits',
    (text) => {
      expect(readMobileNumber(text, 'p')).toEqual({ ok: true, value: '01712345678' })
    },
  )

  test.each(['01212345678', '0171234567', '017123456789', '1712345678', '+91712345678', '001712345678', ''])(
    '31 %j is refused',
    (text) => {
      expect(readMobileNumber(text, 'p')).toMatchObject({
        ok: false,
        refusal: { code: 'INVALID_MOBILE_NUMBER', path: 'p' },
      })
    },
  )
})
