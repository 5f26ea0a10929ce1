import { expect, test } from '@jest/globals'
import type { MSKEvent } from 'aws-lambda'
import type { TopicMapping } from '../manifest-schema.ts'
import { startInProcessTopics } from './in-process-topics.ts'

const mapping = { topic: 't', batchSize: 100, maximumBatchingWindow: 0 } as TopicMapping
const records = (...keys: string[]) =>
  keys.map((key, index) => ({ key, value: `${index}`, headers: { ce_id: key } }))

const start = (
  invoke: (key: string, event: MSKEvent) => Promise<unknown>,
  functionKeys = ['project'],
  deadlineMs = 2_000,
) =>
  startInProcessTopics(
    functionKeys.map((functionKey) => ({
      functionKey,
      mapping,
      eventSourceArn: 'arn',
      bootstrapServers: 'in-process',
      invoke: (event) => invoke(functionKey, event),
    })),
    { deadlineMs, backoffMs: 1 },
  )

test('publishing resolves when every function of the topic has processed the records', async () => {
  const calls: string[] = []
  const topics = start(async (key) => void calls.push(key), ['one', 'two'])
  await topics.publish('t', records('a'))
  expect(calls.sort()).toEqual(['one', 'two'])
  await topics.publish('elsewhere', records('a'))
  await topics.publish('t', [])
  expect(calls).toHaveLength(2)
  await topics.stop()
})

test('the records of a key stay in one partition and in order, and offsets increase', async () => {
  const seen: { partition: number; offset: number; key: string }[] = []
  const topics = start(async (_, event) => void seen.push(...Object.values(event.records).flat()))
  for (const key of ['a', 'b', 'a', 'c', 'a']) await topics.publish('t', records(key))
  const ofA = seen.filter(({ key }) => key === Buffer.from('a').toString('base64'))
  expect(new Set(ofA.map(({ partition }) => partition)).size).toBe(1)
  expect(ofA.map(({ offset }) => offset)).toEqual(
    ofA.map(({ offset }) => offset).sort((one, other) => one - other),
  )
  expect(new Set(seen.map(({ partition, offset }) => `${partition}:${offset}`)).size).toBe(5)
  await topics.stop()
})

test('a failed batch is retried', async () => {
  let calls = 0
  const topics = start(async () => {
    if (++calls < 3) throw new Error('down')
  })
  await topics.publish('t', records('a'))
  expect(calls).toBe(3)
  await topics.stop()
})

test('publishing fails when records are not processed in time, and they can be published again', async () => {
  let down = true
  const processed: string[] = []
  const invoke = async (_: string, event: MSKEvent) => {
    if (down) throw new Error('down')
    processed.push(
      ...Object.values(event.records)
        .flat()
        .map(({ value }) => Buffer.from(value, 'base64').toString()),
    )
  }
  const topics = start(invoke, ['project'], 200)
  await expect(topics.publish('t', records('a', 'b'))).rejects.toMatchObject({
    code: 'RECORDS_NOT_TAKEN',
    message: expect.stringMatching(/2 of 2 records on t were not processed/),
  })
  down = false
  await topics.publish('t', records('a', 'b'))
  expect(processed.sort()).toEqual(['0', '1'])
  await topics.stop()
})
