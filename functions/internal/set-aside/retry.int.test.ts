import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import type { MSKEvent } from 'aws-lambda'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { handler as projectInvoices } from '../../projections/invoices/handler.ts'
import { project, readMarks, useStores } from '../../projections/invoices/testing/stores.ts'
import { appendStory, record } from '../../projections/invoices/testing/story.ts'
import { handler } from './handler.ts'
import type { RetryReport } from './retry.ts'

// How far one invocation of a retry of all marks goes.
useStores()

/** How many repairs were asked for. */
let asked = 0
let outage: Error | undefined
beforeEach(() => {
  asked = 0
  outage = undefined
  provideHostRuntime({
    environment: new AsyncLocalStorage<Record<string, string | undefined>>(),
    invoke: async (_, event) => {
      asked++
      if (outage) throw outage
      return projectInvoices(event as MSKEvent)
    },
  })
})
afterAll(() => provideHostRuntime(undefined))

/** Sets streams aside by a record that is no event, although their events can be read. */
const setAsideStreams = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index++) {
    const { stream } = await appendStory()
    await project([record({ key: stream, value: 'no event' })])
  }
}

const retry = (remainingMs: number, after?: RetryReport['next']) =>
  handler({ command: 'retry', after: after ?? undefined }, { getRemainingTimeInMillis: () => remainingMs })

test('with little time one stream is retried, and the next invocation goes on behind it', async () => {
  await setAsideStreams(2)
  outage = new Error('down')
  const first = (await retry(20_000)) as RetryReport
  expect(first).toMatchObject({ retried: [{ outcome: 'not run' }], stopped: false })

  outage = undefined
  expect(await retry(600_000, first.next)).toMatchObject({
    ...{ retried: [{ outcome: 'repaired' }], next: null, stopped: false },
  })
  expect(await readMarks()).toMatchObject([{ stream: first.retried[0]?.stream }])
})

test('after three streams in a row that cannot be retried the others are left', async () => {
  await setAsideStreams(4)
  outage = new Error('down')

  expect(await retry(600_000)).toMatchObject({ next: null, stopped: true })

  expect(asked).toBe(3)
  expect(await readMarks()).toHaveLength(4)
})
