import fs from 'node:fs'
import { afterEach, expect, jest, test } from '@jest/globals'
import type { Decision, SharedLimits } from './shared-limits.ts'
import { createTenantLimits } from './tenant-limits.ts'

const rate = { perSecond: 1, burst: 2 }

afterEach(() => {
  jest.restoreAllMocks()
})

/** Shared limits that give these replies, in their order; undefined is none. */
const replying = (...replies: Awaited<ReturnType<SharedLimits['decide']>>[]) => {
  const asked: string[] = []
  const decide: SharedLimits['decide'] = async (tenantId) => {
    asked.push(tenantId)
    return replies.shift()
  }
  return { asked, shared: { decide, close: () => undefined } }
}

test('without a limit every request is allowed', async () => {
  const { decide } = createTenantLimits({ rate: undefined, requestsPerMonth: undefined }, undefined)
  expect(await Promise.all(Array.from({ length: 500 }, () => decide('acme')))).toEqual(
    Array(500).fill('ALLOWED'),
  )
})

test('the rate is for each tenant, and the platform is one', async () => {
  const { decide } = createTenantLimits({ rate, requestsPerMonth: undefined }, undefined)
  const decisions: [string, Decision][] = []
  for (const tenantId of ['acme', 'acme', 'acme', 'bengal', '', '', ''])
    decisions.push([tenantId, await decide(tenantId)])
  expect(decisions.filter(([, decision]) => decision === 'THROTTLED')).toEqual([
    ['acme', 'THROTTLED'],
    ['', 'THROTTLED'],
  ])
})

test('a request above the rate does not count against the quota, and the platform has none', async () => {
  const { decide } = createTenantLimits({ rate, requestsPerMonth: 1 }, undefined)
  const decisions: Decision[] = []
  for (let request = 0; request < 3; request++) decisions.push(await decide('acme'))
  expect(decisions).toEqual(['ALLOWED', 'QUOTA_EXCEEDED', 'THROTTLED'])
  expect([await decide(''), await decide('')]).toEqual(['ALLOWED', 'ALLOWED'])
})

test('the common limits decide, but are not asked about a tenant that is over the rate here', async () => {
  const { asked, shared } = replying(
    { decision: 'THROTTLED', requestsThisMonth: 0 },
    { decision: 'QUOTA_EXCEEDED', requestsThisMonth: 9 },
  )
  const { decide } = createTenantLimits({ rate, requestsPerMonth: 9 }, shared)
  expect([await decide('acme'), await decide('acme'), await decide('acme')]).toEqual([
    ...['THROTTLED', 'QUOTA_EXCEEDED', 'THROTTLED'],
  ])
  expect(asked).toEqual(['acme', 'acme'])
})

test('without a reply the process decides, from the last common count', async () => {
  const { shared } = replying({ decision: 'ALLOWED', requestsThisMonth: 8 }, undefined, undefined)
  const { decide } = createTenantLimits({ rate: { perSecond: 1, burst: 9 }, requestsPerMonth: 9 }, shared)
  expect([await decide('acme'), await decide('acme'), await decide('acme')]).toEqual([
    ...['ALLOWED', 'ALLOWED', 'QUOTA_EXCEEDED'],
  ])
})

test('without a token each address has the rate, and takes nothing from a tenant', async () => {
  const { decide, decideByAddress } = createTenantLimits({ rate, requestsPerMonth: undefined }, undefined)
  const decisions = ['203.0.113.1', '203.0.113.1', '203.0.113.1', '203.0.113.2'].map(decideByAddress)
  expect(decisions).toEqual(['ALLOWED', 'ALLOWED', 'THROTTLED', 'ALLOWED'])
  expect([await decide(''), await decide('acme')]).toEqual(['ALLOWED', 'ALLOWED'])
  const unlimited = createTenantLimits({ rate: undefined, requestsPerMonth: 1 }, undefined)
  expect(Array.from({ length: 500 }, () => unlimited.decideByAddress('203.0.113.1'))).toEqual(
    Array(500).fill('ALLOWED'),
  )
})

test('each tenant that is refused has a line of the log, whoever else floods', async () => {
  const written: string[] = []
  jest.spyOn(fs, 'writeSync').mockImplementation(((_fd: number, text: string) => {
    written.push(text)
    return Buffer.byteLength(text)
  }) as typeof fs.writeSync)
  const { decide, decideByAddress } = createTenantLimits({ rate, requestsPerMonth: undefined }, undefined)
  for (let request = 0; request < 50; request++) {
    decideByAddress('203.0.113.1')
    await decide('acme')
  }
  for (let request = 0; request < 3; request++) await decide('bengal')
  expect(written.map((text) => JSON.parse(text).context)).toEqual([
    { address: '203.0.113.1', refusedBefore: 0 },
    { tenantId: 'acme', decision: 'THROTTLED', refusedBefore: 0 },
    { tenantId: 'bengal', decision: 'THROTTLED', refusedBefore: 0 },
  ])
})
