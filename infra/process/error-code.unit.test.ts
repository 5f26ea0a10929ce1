import { expect, test } from '@jest/globals'
import { errorCode } from './error-code.ts'

test.each<[unknown, string | undefined]>([
  [Object.assign(new Error('no such file'), { code: 'ENOENT' }), 'ENOENT'],
  [{ code: '23505' }, '23505'],
  [new Error('plain'), undefined],
  [{ code: 14 }, undefined],
  ['ENOENT', undefined],
  [null, undefined],
  [undefined, undefined],
])('the code of %p is %p', (thrown, code) => expect(errorCode(thrown)).toBe(code))
