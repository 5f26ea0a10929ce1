import { expect, test } from '@jest/globals'
import { scanLog } from './scan.ts'

const good = {
  level: 'info',
  timestamp: '2025-01-15T10:30:00.123Z',
  correlationId: 'abc-123',
  tenantId: 'tenant-123',
  message: 'Invoice created',
  context: { invoiceId: 'i-1', amount: '1500.00' },
}
const scanOne = (line: object) => scanLog(JSON.stringify(line)).map(({ problem }) => problem)
const withContext = (context: object) => scanOne({ ...good, context })

test('a line in the documented form passes', () => {
  expect(scanOne(good)).toEqual([])
  expect(scanOne({ ...good, correlationId: undefined, tenantId: undefined, context: undefined })).toEqual([])
})

test.each([
  ['has the unknown key pid', { ...good, pid: 3 }],
  ['has an unknown level', { ...good, level: 30 }],
  ['has no timestamp in UTC', { ...good, timestamp: 1736937000123 }],
  ['has no message', { ...good, message: undefined }],
  ['has a context that is not an object', { ...good, context: 'text' }],
])('a line that %s is found', (problem, line) => {
  expect(scanOne(line)).toEqual([problem])
})

const encode = (text: string) => Buffer.from(text).toString('base64url')
const token = `${encode('{"alg":"HS256"}')}.${encode('{"sub":"u-1"}')}.c2ln`

test.each<[string, object]>([
  ['a JSON Web Token', { header: token }],
  ['a password in an address', { url: 'postgres://finance:hunter2@db:5432/finance' }],
  ['a password in an address', { error: { message: 'connect esdb://admin:changeit@node:2113' } }],
  ['a private key', { key: '-----BEGIN RSA PRIVATE KEY-----' }],
  ['a password or secret', { DATABASE_PASSWORD: 'hunter2' }],
  ['an NID', { buyer: { nid: '1234567890' } }],
  ['an NID', { text: 'NID: 19901234567890123' }],
  ['a mobile number', { text: 'paid from 01712345678' }],
  ['an NID', { nid: 1234567890 }],
  ['an NID', { record: JSON.stringify({ buyer: { nid: '1234567890' } }) }],
  ['an NID', { error: { message: JSON.stringify({ body: JSON.stringify({ customerNID: '1234567890' }) }) } }],
  ['a password or secret', { body: JSON.stringify({ password: 'hunter2' }) }],
  ['a password or secret', { headers: { 'x-api-key': 'hunter2-of-acme' } }],
  ['a password or secret', { JWT_ACCESS_SECRET_PREVIOUS: 'hunter2' }],
  ['a password or secret', { secretAccessKey: 'hunter2' }],
  ['a mobile number', { number: '+8801712345678' }],
  ['a mobile number', { number: '+880 1712-345678' }],
  ['a mobile number', { text: 'call 01712-345678' }],
])('%s is found', (problem, context) => {
  expect(withContext(context)).toContain(`contains ${problem}`)
})

test.each<[string, object]>([
  ['an id that contains such digits', { id: '5f01712345678-4a' }],
  ['an amount', { amount: '1712345678.00' }],
  ['an address without a password', { url: 'esdb://admin@node:2113?tls=false' }],
  ['what was left out', { password: '[personal]', nid: '[personal]' }],
  ['what was left out of JSON', { text: JSON.stringify({ password: '[personal]', nid: '[personal]' }) }],
  [
    'the name of a secret',
    { JWT_ACCESS_SECRET_ARN: 'arn:aws:secretsmanager:x:1:secret:a', code: 'API_KEY_X' },
  ],
])('%s is not taken for one', (_, context) => {
  expect(withContext(context)).toEqual([])
})

test('in a whole log every line has to be JSON, and a finding has the number of its line', () => {
  const text = `${JSON.stringify(good)}\nWarning: something\n{"level":\n`
  expect(scanLog(text, { isWhole: true })).toEqual([
    { line: 2, problem: 'is not JSON' },
    { line: 3, problem: 'is not JSON' },
  ])
  expect(scanLog(text)).toEqual([])
  expect(scanLog('{"level":}\n')).toEqual([{ line: 1, problem: 'is not JSON' }])
})
