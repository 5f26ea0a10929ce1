import { describe, expect, test } from '@jest/globals'
import { readNid } from './nid.ts'

describe('NID', () => {
  test.each([10, 13, 17])('has %i digits', (length) => {
    expect(readNid('1'.repeat(length), 'p')).toEqual({ ok: true, value: '1'.repeat(length) })
  })

  test.each([9, 11, 12, 14, 16, 18])(
    'with %i digits is refused, and the refusal does not repeat it',
    (length) => {
      expect(readNid('1'.repeat(length), 'p')).toMatchObject({
        ok: false,
        refusal: { code: 'INVALID_NID', path: 'p', params: {} },
      })
      expect(JSON.stringify(readNid('1'.repeat(length), 'p'))).not.toContain('111')
    },
  )
})
