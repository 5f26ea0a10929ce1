import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { type InterceptedLog, interceptLog } from '../observability/testing/intercepted-log.ts'
import { logRefusal, type Refusal } from './log-refusal.ts'

let log: InterceptedLog
const before = process.env.LOG_LEVEL

beforeEach(() => {
  log = interceptLog()
  process.env.LOG_LEVEL = 'warn'
})
afterEach(() => {
  jest.restoreAllMocks()
  process.env.LOG_LEVEL = before
})

const logged = () => log.lines().map(({ context }) => context)
let tests = 0
const refusal = (change: Partial<Refusal> = {}): Refusal => ({
  tenantId: 'acme',
  actor: { id: `u-${tests}`, role: 'auditor' },
  operation: 'approveInvoice',
  permission: 'invoice:approve',
  ...change,
})
afterEach(() => {
  tests++
})

test('a refused permission is logged with who and what', () => {
  logRefusal(refusal(), 0)
  expect(logged()).toEqual([
    {
      userId: 'u-0',
      role: 'auditor',
      operation: 'approveInvoice',
      permission: 'invoice:approve',
      refusedBefore: 0,
    },
  ])
})

test('of many refusals of one user and operation there is a line a minute, which counts them', () => {
  for (let millisecond = 0; millisecond < 120_000; millisecond += 10) logRefusal(refusal(), millisecond)
  expect(logged().map(({ refusedBefore }) => refusedBefore)).toEqual([0, 5_999])
})

test('another user, tenant or operation has lines of its own', () => {
  logRefusal(refusal(), 0)
  logRefusal(refusal({ actor: { id: 'other', role: 'auditor' } }), 0)
  logRefusal(refusal({ tenantId: 'bengal' }), 0)
  logRefusal(refusal({ operation: 'cancelInvoice' }), 0)
  expect(logged()).toHaveLength(4)
})

test('the oldest of more than a thousand is forgotten, so the memory is bounded', () => {
  for (let user = 0; user <= 1_000; user++)
    logRefusal(refusal({ actor: { id: `many-${user}`, role: 'auditor' } }), 0)
  logRefusal(refusal({ actor: { id: 'many-0', role: 'auditor' } }), 1)
  logRefusal(refusal({ actor: { id: 'many-1000', role: 'auditor' } }), 1)
  expect(logged()).toHaveLength(1_002)
})
