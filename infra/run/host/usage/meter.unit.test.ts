import { gunzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent } from 'aws-lambda'
import { type Invocation, startUsageMeter } from './meter.ts'

const invocation = (over: Partial<Invocation> = {}): Invocation => ({
  name: 'finance-local-relay',
  requestId: 'r-1',
  status: 'success',
  durationMs: 12.3456,
  memoryMegabytes: 512,
  ...over,
})

const decoded = ({ awslogs }: CloudWatchLogsEvent): CloudWatchLogsDecodedData =>
  JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString())

/** A meter that delivers at stop only. `fail` makes the first deliveries fail; `attempts` has these too. */
const newMeter = ({ fail = 0, maxKept = 1000, intervalMs = 600_000 } = {}) => {
  const attempts: CloudWatchLogsDecodedData[] = []
  const delivered: CloudWatchLogsDecodedData[] = []
  const meter = startUsageMeter({
    ignored: 'finance-local-project-usage',
    intervalMs,
    maxKept,
    deliver: async (event) => {
      attempts.push(decoded(event))
      if (attempts.length <= fail) throw new Error('the database is down')
      delivered.push(decoded(event))
    },
  })
  return { meter, attempts, delivered }
}
const messages = ({ logEvents }: CloudWatchLogsDecodedData) =>
  logEvents.map(({ message }) => JSON.parse(message))

test('a report and a usage line are delivered in the form of Lambda’s JSON logs', async () => {
  const { meter, delivered } = newMeter()
  meter.recordLine('finance-local-relay', { requestId: 'r-1', operation: 'relay', tenantId: '' })
  meter.report(invocation())
  await meter.stop()
  expect(delivered).toHaveLength(1)
  expect(delivered[0]?.logStream).toMatch(/^\d{4}\/\d{2}\/\d{2}\/finance-local-relay\[\$LATEST\]/)
  expect(messages(delivered[0] as CloudWatchLogsDecodedData)).toEqual([
    expect.objectContaining({
      message: 'usage',
      usage: { requestId: 'r-1', operation: 'relay', tenantId: '' },
    }),
    {
      time: expect.any(String),
      type: 'platform.report',
      record: {
        requestId: 'r-1',
        status: 'success',
        metrics: { durationMs: 12.346, billedDurationMs: 13, memorySizeMB: 512 },
      },
    },
  ])
})

test('a delivery has the events of one function, and every event has an id of its own', async () => {
  const { meter, delivered } = newMeter()
  for (const name of ['finance-local-a', 'finance-local-b', 'finance-local-a'])
    meter.report(invocation({ name }))
  await meter.stop()
  expect(delivered.map(({ logEvents }) => logEvents.length)).toEqual([2, 1])
  expect(new Set(delivered.flatMap(({ logEvents }) => logEvents.map(({ id }) => id))).size).toBe(3)
})

test('the projection of usage is not metered', async () => {
  const { meter, delivered } = newMeter()
  meter.report(invocation({ name: 'finance-local-project-usage' }))
  await meter.stop()
  expect(delivered).toEqual([])
})

test('what could not be delivered is delivered again with the same ids', async () => {
  const { meter, attempts, delivered } = newMeter({ fail: 2, intervalMs: 1 })
  meter.report(invocation())
  while (delivered.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  await meter.stop()
  expect(delivered.map(({ logEvents }) => logEvents.length)).toEqual([1])
  const [first, ...others] = attempts.map(({ logEvents }) => logEvents.map(({ id }) => id))
  expect(others).toEqual([first, first])
})

test('while nothing can be delivered, the oldest events are dropped at the limit', async () => {
  const { meter, delivered } = newMeter({ maxKept: 100 })
  for (let index = 0; index < 150; index++) meter.report(invocation({ requestId: `r-${index}` }))
  await meter.stop()
  const ids = delivered.flatMap(messages).map(({ record }) => record.requestId)
  expect(ids.length).toBeLessThanOrEqual(100)
  expect([ids.at(-1), ids.length >= 90]).toEqual(['r-149', true])
})
