import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, jest, test } from '@jest/globals'
import { createAuthorizerCache } from './authorizer-cache.ts'

const authorizer = { name: 'authorizer', type: 'token', ttlSeconds: 60 } as const
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

afterEach(() => void jest.useRealTimers())

test('a result is kept for the time of its authorizer and no longer', () => {
  jest.useFakeTimers()
  const cache = createAuthorizerCache()
  cache.keep(authorizer, 'Bearer a', allowed('u-1'))
  jest.advanceTimersByTime(59_999)
  expect(cache.find(authorizer, 'Bearer a')).toEqual(allowed('u-1'))
  jest.advanceTimersByTime(1)
  expect(cache.find(authorizer, 'Bearer a')).toBeUndefined()
})

test('an authorizer without a time to live has no cache', () => {
  const cache = createAuthorizerCache()
  const fresh = { ...authorizer, ttlSeconds: 0 }
  cache.keep(fresh, 'Bearer a', allowed('u-1'))
  expect(cache.find(fresh, 'Bearer a')).toBeUndefined()
})

test('a token has one result, whatever spaces are around it', () => {
  const cache = createAuthorizerCache()
  cache.keep(authorizer, 'Bearer a.b.c', allowed('u-1'))
  expect(cache.find(authorizer, 'Bearer    a.b.c  ')).toEqual(allowed('u-1'))
  expect(cache.find(authorizer, 'Bearera.b.c')).toBeUndefined()
  // Of another identity source the spaces may have a meaning.
  const byRequest = { ...authorizer, type: 'request' } as const
  cache.keep(byRequest, 'a b', allowed('u-1'))
  expect(cache.find(byRequest, 'a  b')).toBeUndefined()
})

test('the results of long headers take little memory', () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const usedBytes = (): number => {
    collectGarbage()
    return process.memoryUsage().heapUsed
  }
  const cache = createAuthorizerCache()
  const before = usedBytes()
  for (let characters = 5_000; characters < 15_000; characters++) {
    // From bytes, as a header arrives: repeat() alone would share the memory of the characters.
    const header = Buffer.from(`Bearer ${'a'.repeat(characters)}.b.c`).toString('latin1')
    cache.keep(authorizer, header, allowed('u-1'))
  }
  expect(usedBytes() - before).toBeLessThan(30_000_000)
  expect(cache.find(authorizer, `Bearer ${'a'.repeat(14_999)}.b.c`)).toBeDefined()
})
