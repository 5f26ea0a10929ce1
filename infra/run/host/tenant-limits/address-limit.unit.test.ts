import { expect, test } from '@jest/globals'
import { clientAt, createAddressLimit } from './address-limit.ts'

test('each address has the rate', () => {
  const decide = createAddressLimit({ perSecond: 1, burst: 2 })
  expect(['203.0.113.1', '203.0.113.1', '203.0.113.1', '203.0.113.2'].map(decide)).toEqual([
    ...['ALLOWED', 'ALLOWED', 'THROTTLED', 'ALLOWED'],
  ])
})

test('a client of IPv6 has one rate, with whichever of its addresses it sends', () => {
  const decide = createAddressLimit({ perSecond: 1, burst: 2 })
  expect(['2001:db8::1', '2001:db8:0:0:a::2', '2001:db8::3', '2001:db8:0:1::1'].map(decide)).toEqual([
    ...['ALLOWED', 'ALLOWED', 'THROTTLED', 'ALLOWED'],
  ])
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['2001::2:3:4:5:6:7', '2001:0:2:3'],
  ['2001:db8::3:4:5:6:7', '2001:db8:0:3'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['', ''],
])('%s is the client %s', (address, client) => expect(clientAt(address)).toBe(client))

test('without a rate every request is allowed', () => {
  const decide = createAddressLimit(undefined)
  expect(new Set(Array.from({ length: 500 }, () => decide('203.0.113.1')))).toEqual(new Set(['ALLOWED']))
})
