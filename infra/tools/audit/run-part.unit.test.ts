import { expect, test } from '@jest/globals'
import { InvocationError } from '../../lambda/invocation-error.ts'
import { runPart } from './run-part.ts'

const part = { cursor: undefined, checked: {}, findings: [], notes: [] }

/** A function that fails so many times before it answers, and the number of its invocations. */
const failing = (times: number, errorType = 'StoreUnavailable') => {
  const counts = { invocations: 0, lines: 0 }
  const invoke = async () => {
    counts.invocations++
    if (counts.invocations <= times)
      throw new InvocationError('FUNCTION_FAILED', 'audit', 'no', { errorType })
    return part
  }
  const run = (cursor: unknown) =>
    runPart(invoke, { tenant: 'acme', cursor }, { progress: () => void counts.lines++, pausesMs: [0, 1] })
  return { run, counts }
}

test('a part is run again while the database is not available, and each pause is a line', async () => {
  const { run, counts } = failing(2)
  expect(await run({})).toEqual(part)
  expect(counts).toEqual({ invocations: 3, lines: 2 })
})

test.each([
  ['after the last pause', 3, 'StoreUnavailable', {}, 3],
  ['for another reason', 1, 'TypeError', {}, 1],
  ['at the beginning, where the database may never have been there', 1, 'StoreUnavailable', undefined, 1],
])('a part that fails %s fails the audit', async (_, times, errorType, cursor, invocations) => {
  const { run, counts } = failing(times, errorType)
  await expect(run(cursor)).rejects.toMatchObject({ errorType })
  expect(counts.invocations).toBe(invocations)
})
