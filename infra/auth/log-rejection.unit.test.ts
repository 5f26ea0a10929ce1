import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { type InterceptedLog, interceptLog } from '../observability/testing/intercepted-log.ts'
import { logRejection } from './log-rejection.ts'

let log: InterceptedLog
const before = process.env.LOG_LEVEL

beforeEach(() => {
  log = interceptLog()
  process.env.LOG_LEVEL = 'info'
})
afterEach(() => {
  jest.restoreAllMocks()
  process.env.LOG_LEVEL = before
})

const logged = () => log.lines()

test('of any number of bad tokens each reason has 20 lines a minute, and the next one counts the rest', () => {
  for (let nowMs = 0; nowMs < 60_000; nowMs++) logRejection('Token rejected', 'malformed', nowMs)
  logRejection('Token rejected', 'expired', 59_999)
  logRejection('Refresh token rejected', 'malformed', 59_999)
  expect(logged().map(({ context }) => context)).toEqual([
    ...Array(20).fill({ reason: 'malformed', rejectedBefore: 0 }),
    { reason: 'expired', rejectedBefore: 0 },
    { reason: 'malformed', rejectedBefore: 0 },
  ])
  expect(logged().at(-1)).toMatchObject({ level: 'info', message: 'Refresh token rejected' })

  logRejection('Token rejected', 'malformed', 60_000)
  expect(logged().at(-1)?.context).toEqual({ reason: 'malformed', rejectedBefore: 59_980 })
})
