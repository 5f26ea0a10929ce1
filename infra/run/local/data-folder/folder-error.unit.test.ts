import { expect, test } from '@jest/globals'
import { databaseError } from './folder-error.ts'

test('a PostgreSQL without space is reported with the folder, and what to do', () => {
  const cause = Object.assign(new Error('could not extend file "base/16385/3456"'), { code: '53100' })
  expect(databaseError('/data', cause)).toMatchObject({
    code: 'DATA_DIR_FULL',
    message: expect.stringContaining('No space is left for DATA_DIR /data'),
    cause,
  })
})

test('what else a database reports is passed on', () => {
  const other = Object.assign(new Error('too many connections'), { code: '53300' })
  expect(databaseError('/data', other)).toBe(other)
})
