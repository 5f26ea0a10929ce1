import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { stageOfSize } from '../roles.ts'
import { concurrencyProblems, reservedConcurrency } from './concurrency.ts'
import { sizes } from './stage.ts'

const account = (unreserved: number, reserved: Record<string, number> = {}) => ({
  readUnreservedConcurrency: async () => unreserved,
  readReservedConcurrency: async (name: string) => reserved[name] ?? 0,
})

test.each(sizes)('what is checked for the size %s is what serverless.yml reserves', (size) => {
  const { functions } = stageOfSize(join(import.meta.dirname, '../../../../serverless.yml'), size, 'prod')
  const reserved = Object.entries(functions).flatMap(([key, { reservedConcurrency: count }]) =>
    typeof count === 'number' ? [[key, count] as const] : [],
  )
  expect(Object.fromEntries(reserved)).toEqual(reservedConcurrency[size])
})

test.each([
  ['small', 10, 0],
  ['small', 9, 1],
  ['production', 114, 0],
  ['production', 113, 1],
] as const)('a new %s stage with %p unreserved has %p problems', async (size, unreserved, count) => {
  expect(await concurrencyProblems(account(unreserved), 'prod', size)).toHaveLength(count)
})

test('what the stage has reserved already is not needed again', async () => {
  const reserved = { 'finance-prod-relay': 1, 'finance-prod-project-usage': 2 }
  expect(await concurrencyProblems(account(111, reserved), 'prod', 'production')).toEqual([])
  expect(await concurrencyProblems(account(110, reserved), 'prod', 'production')).toEqual([
    expect.stringContaining('110 of this account are not reserved by a function, and a production stage'),
  ])
})
