import { expect, test } from '@jest/globals'
import type { MSKEvent } from 'aws-lambda'
import type { FunctionDeclaration } from '../manifest.ts'
import type { TopicMapping } from '../manifest-schema.ts'
import { playTopics } from './in-process.ts'

const mapping = { topic: 't', batchSize: 100, maximumBatchingWindow: 0 } as TopicMapping
const declared = (key: string) => ({ declaration: { key } as FunctionDeclaration, mapping })
const records = (...keys: string[]) =>
  keys.map((key, index) => ({ key, value: `${index}`, headers: { ce_id: key } }))

const topics = (
  invoke: (key: string, event: MSKEvent) => Promise<unknown>,
  functions = ['project'],
  deadline = 2_000,
) =>
  playTopics({ mappings: functions.map(declared), invoke, eventSourceArn: () => 'arn', deadline, backoff: 1 })

test('publishing ends when every mapped function has taken the records', async () => {
  const calls: string[] = []
  const played = topics(async (key) => void calls.push(key), ['one', 'two'])
  await played.publish('t', records('a'))
  expect(calls.sort()).toEqual(['one', 'two'])
  await played.publish('elsewhere', records('a'))
  await played.publish('t', [])
  expect(calls).toHaveLength(2)
  await played.stop()
})

test('a key keeps its partition and its order; offsets run on', async () => {
  const seen: { partition: number; offset: number; key: string }[] = []
  const played = topics(async (_, event) => void seen.push(...Object.values(event.records).flat()))
  for (const key of ['a', 'b', 'a', 'c', 'a']) await played.publish('t', records(key))
  const ofA = seen.filter(({ key }) => key === Buffer.from('a').toString('base64'))
  expect(new Set(ofA.map(({ partition }) => partition)).size).toBe(1)
  expect(ofA.map(({ offset }) => offset)).toEqual(
    ofA.map(({ offset }) => offset).sort((one, other) => one - other),
  )
  expect(new Set(seen.map(({ partition, offset }) => `${partition}:${offset}`)).size).toBe(5)
  await played.stop()
})

test('a passing failure is tried again', async () => {
  let calls = 0
  const played = topics(async () => {
    if (++calls < 3) throw new Error('down')
  })
  await played.publish('t', records('a'))
  expect(calls).toBe(3)
  await played.stop()
})

test('what is not taken in time is withdrawn and refused, so that it can be published again', async () => {
  let down = true
  const taken: string[] = []
  const invoke = async (_: string, event: MSKEvent) => {
    if (down) throw new Error('down')
    taken.push(
      ...Object.values(event.records)
        .flat()
        .map(({ value }) => Buffer.from(value, 'base64').toString()),
    )
  }
  const played = topics(invoke, ['project'], 200)
  await expect(played.publish('t', records('a', 'b'))).rejects.toMatchObject({
    code: 'RECORDS_NOT_TAKEN',
    message: expect.stringMatching(/2 of 2 records on t/),
  })
  down = false
  await played.publish('t', records('a', 'b'))
  expect(taken.sort()).toEqual(['0', '1'])
  await played.stop()
})
