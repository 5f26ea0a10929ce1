import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Environment, provideEnvironments } from '../../../config/environment.ts'
import { configuredLimits } from './limits.ts'

const environments = new AsyncLocalStorage<Environment>()
beforeAll(() => provideEnvironments(environments))
afterAll(() => provideEnvironments(undefined))

const limitsOf = (variables: Environment) => environments.run(variables, configuredLimits)

test('a tenant may send 100 requests in a second and 200 at once, and has no quota', () => {
  expect(limitsOf({})).toEqual({ rate: { perSecond: 100, burst: 200 }, requestsPerMonth: undefined })
})

test('a limit of 0 is off', () => {
  const off = { rate: undefined, requestsPerMonth: undefined }
  expect(limitsOf({ RATE_LIMIT_PER_SECOND: '0', REQUEST_QUOTA_PER_MONTH: '0' })).toEqual(off)
  expect(limitsOf({ RATE_LIMIT_BURST: '0' })).toEqual(off)
  expect(limitsOf({ RATE_LIMIT_PER_SECOND: '0', REQUEST_QUOTA_PER_MONTH: '5' }).requestsPerMonth).toBe(5)
})

test('a burst below the rate is rejected, because who keeps to the rate could be refused', () => {
  expect(() => limitsOf({ RATE_LIMIT_BURST: '99' })).toThrow(
    /RATE_LIMIT_BURST is not valid: at least RATE_LIMIT_PER_SECOND is needed/,
  )
  expect(limitsOf({ RATE_LIMIT_BURST: '100' }).rate).toEqual({ perSecond: 100, burst: 100 })
})
