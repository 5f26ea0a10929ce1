import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from '@jest/globals'
import { createAuthorizerCache } from './authorizer-cache.ts'

const authorizer = { name: 'authorizer', ttlSeconds: 60 }
const allowed = (principalId: string) => ({
  principalId,
  policyDocument: { Version: '2012-10-17', Statement: [] },
})

test('a result is kept for its authorizer and identity alone', () => {
  const cache = createAuthorizerCache()
  expect(cache.keep(authorizer, 'Bearer a', allowed('u-1'))).toEqual(allowed('u-1'))
  expect(cache.find(authorizer, 'Bearer a')).toEqual(allowed('u-1'))
  expect(cache.find(authorizer, 'Bearer b')).toBeUndefined()
  expect(cache.find({ ...authorizer, name: 'other' }, 'Bearer a')).toBeUndefined()
})

test('an authorizer without a time to live has no cache', () => {
  const cache = createAuthorizerCache()
  const fresh = { ...authorizer, ttlSeconds: 0 }
  cache.keep(fresh, 'Bearer a', allowed('u-1'))
  expect(cache.find(fresh, 'Bearer a')).toBeUndefined()
})

test('as many headers as one token can have take little memory', () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const usedBytes = (): number => {
    collectGarbage()
    return process.memoryUsage().heapUsed
  }
  const cache = createAuthorizerCache()
  const before = usedBytes()
  for (let spaces = 0; spaces < 10_000; spaces++) {
    // From bytes, as a header arrives: repeat() alone would share the memory of the spaces.
    const header = Buffer.from(`Bearer ${' '.repeat(5_000 + spaces)}a.b.c`).toString('latin1')
    cache.keep(authorizer, header, allowed('u-1'))
  }
  expect(usedBytes() - before).toBeLessThan(30_000_000)
  expect(cache.find(authorizer, `Bearer ${' '.repeat(14_999)}a.b.c`)).toBeDefined()
})
