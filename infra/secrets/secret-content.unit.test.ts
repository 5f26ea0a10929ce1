import { expect, test } from '@jest/globals'
import { secretContent } from './secret-content.ts'

const made = JSON.stringify({ username: 'finance_owner', password: 'p-1', port: 5432, token: 't-1' })

test.each([
  ['plain text', 'p-1', undefined, { text: 'p-1', username: undefined }],
  ['text with the line break of a file', 'p-1\n', undefined, { text: 'p-1', username: undefined }],
  ['digits, which are JSON too', '1234567', undefined, { text: '1234567', username: undefined }],
  ['the JSON of RDS', made, undefined, { text: 'p-1', username: 'finance_owner' }],
  ['a part of JSON', made, 'token', { text: 't-1', username: 'finance_owner' }],
  ['JSON without a username', '{"password":"p-2"}', undefined, { text: 'p-2', username: undefined }],
])('%s', (_, text, key, content) => {
  expect(secretContent(text, key)).toEqual(content)
})

test.each([
  ['a part that is missing', made, 'refresh'],
  ['a part that is no text', made, 'port'],
  ['a part of what is no JSON', 'p-1', 'password'],
  ['JSON without a password', '{"username":"finance_owner"}', undefined],
])('%s is undefined', (_, text, key) => {
  expect(secretContent(text, key)).toBeUndefined()
})
