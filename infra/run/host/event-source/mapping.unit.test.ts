import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { type Mapping, playMapping } from './mapping.ts'
import { mskRecord } from './record.ts'

const open: Mapping[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((mapping) => mapping.stop()))
})

const record = (partition: number, offset: number, value = 'v'): MSKRecord =>
  mskRecord({
    topic: 't',
    partition,
    offset,
    timestamp: 1000 + offset,
    key: 'k',
    value,
    headers: [['ce_id', 'é']],
  })

type Script = (event: MSKEvent, call: number) => unknown

/** A mapping whose function answers as the script says, with what it was called with and what was taken, in order. */
const mapped = (script: Script = () => undefined, { batchSize = 10, windowSeconds = 0 } = {}) => {
  const events: MSKEvent[] = []
  const taken: string[] = []
  let expected = Infinity
  let done = Promise.withResolvers<void>()
  const mapping = playMapping({
    functionKey: 'project',
    batchSize,
    windowSeconds,
    source: { eventSourceArn: 'arn', bootstrapServers: 'b' },
    backoff: 1,
    invoke: async (_, event) => {
      events.push(event)
      return script(event, events.length)
    },
    taken: (records) => {
      taken.push(...records.map(({ partition, offset }) => `${partition}:${offset}`))
      if (taken.length >= expected) done.resolve()
    },
  })
  open.push(mapping)
  const until = (count: number): Promise<void> => {
    expected = count
    done = Promise.withResolvers()
    if (taken.length >= count) done.resolve()
    return done.promise
  }
  return { mapping, events, taken, until }
}

const offsets = (event: MSKEvent | undefined): Record<string, number[]> =>
  Object.fromEntries(
    Object.entries(event?.records ?? {}).map(([name, records]) => [
      name,
      records.map(({ offset }) => offset),
    ]),
  )

const failed = (...failures: [string, number][]) => ({
  batchItemFailures: failures.map(([partition, offset]) => ({ itemIdentifier: { partition, offset } })),
})

test('the event is that of Lambda: records by topic and partition, base64, header values as bytes', async () => {
  const { mapping, events, until } = mapped()
  mapping.offer([record(2, 7, 'ওষুধ')])
  await until(1)
  expect(events).toEqual([
    {
      eventSource: 'aws:kafka',
      eventSourceArn: 'arn',
      bootstrapServers: 'b',
      records: {
        't-2': [
          {
            topic: 't',
            partition: 2,
            offset: 7,
            timestamp: 1007,
            timestampType: 'CREATE_TIME',
            key: Buffer.from('k').toString('base64'),
            value: Buffer.from('ওষুধ').toString('base64'),
            headers: [{ ce_id: [195, 169] }],
          },
        ],
      },
    },
  ])
})

test('batches are never larger than the batch size, and hold several partitions', async () => {
  const { mapping, events, until } = mapped(undefined, { batchSize: 3 })
  mapping.offer([record(0, 1), record(0, 2), record(1, 1), record(1, 2), record(1, 3)])
  await until(5)
  const counts = events.map((event) => Object.values(event.records).flat().length)
  expect(Math.max(...counts)).toBeLessThanOrEqual(3)
  expect(counts.reduce((sum, count) => sum + count)).toBe(5)
  expect(Object.keys(events[0]?.records ?? {})).toHaveLength(2)
})

test('a batch is also bounded by what an invocation may carry', async () => {
  const { mapping, events, until } = mapped()
  const large = 'x'.repeat(2 * 1024 * 1024)
  mapping.offer([record(0, 1, large), record(0, 2, large), record(0, 3, large)])
  await until(3)
  expect(events.map(offsets)).toEqual([{ 't-0': [1] }, { 't-0': [2] }, { 't-0': [3] }])
})

test('the window gathers what comes meanwhile, and a full batch does not wait for its end', async () => {
  const { mapping, events, until } = mapped(undefined, { batchSize: 3, windowSeconds: 3600 })
  mapping.offer([record(0, 1)])
  await turn()
  mapping.offer([record(0, 2)])
  await turn()
  expect(events.map(offsets)).toEqual([])
  mapping.offer([record(0, 3), record(0, 4)])
  await until(3)
  expect(events.map(offsets)).toEqual([{ 't-0': [1, 2, 3] }])
})

test('at the end of the window a batch goes that is not full', async () => {
  const { mapping, events, until } = mapped(undefined, { windowSeconds: 0.02 })
  mapping.offer([record(0, 1), record(0, 2)])
  await until(2)
  expect(events.map(offsets)).toEqual([{ 't-0': [1, 2] }])
})

test('a partition goes on from its first failed record, and the other partitions go on meanwhile', async () => {
  const { mapping, events, taken, until } = mapped((_, call) =>
    call === 1 ? failed(['t-0', 2], ['t-0', 3]) : undefined,
  )
  mapping.offer([record(0, 1), record(0, 2), record(0, 3), record(1, 1)])
  await until(2)
  expect(taken).toEqual(['0:1', '1:1'])
  mapping.offer([record(1, 2)])
  await until(5)
  expect(taken.filter((id) => id.startsWith('0'))).toEqual(['0:1', '0:2', '0:3'])
  expect(offsets(events[0])).toEqual({ 't-0': [1, 2, 3], 't-1': [1] })
  expect(offsets(events.find((event, index) => index > 0 && 't-0' in event.records))['t-0']).toEqual([2, 3])
})

test.each<[string, Script]>([
  ['throws', () => Promise.reject(new Error('down'))],
  ['names a record that it was not given', () => failed(['t-0', 99])],
  ['names a partition that it was not given', () => failed(['t-9', 1])],
  ['answers with flat identifiers', () => ({ batchItemFailures: [{ itemIdentifier: 't-0' }] })],
])('the whole batch comes again when the function %s', async (_, script) => {
  const { mapping, events, taken, until } = mapped((event, call) =>
    call < 3 ? script(event, call) : undefined,
  )
  mapping.offer([record(0, 1), record(1, 1)])
  await until(2)
  expect(taken.sort()).toEqual(['0:1', '1:1'])
  expect(offsets(events[0])).toEqual({ 't-0': [1], 't-1': [1] })
  expect(events.length).toBeGreaterThanOrEqual(3)
})

test.each([[undefined], [null], [{ batchItemFailures: [] }]])(
  'an answer of %p takes everything',
  async (answer) => {
    const { mapping, events, until } = mapped(() => answer)
    mapping.offer([record(0, 1)])
    await until(1)
    expect(events).toHaveLength(1)
  },
)

/** A function whose first call has begun and waits for its answer. */
const held = () => {
  const [begun, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const script: Script = (_, call) => {
    begun.resolve()
    return call === 1 ? answer.promise : undefined
  }
  return { script, begun: begun.promise, answer: answer.resolve }
}

test('what is forgotten is neither tried again nor reported', async () => {
  const { script, begun, answer } = held()
  const { mapping, events, taken, until } = mapped(script, { batchSize: 1 })
  mapping.offer([record(0, 1), record(0, 2)])
  await begun
  mapping.forget()
  answer()
  mapping.offer([record(0, 3)])
  await until(1)
  expect(taken).toEqual(['0:3'])
  expect(events.map(offsets)).toEqual([{ 't-0': [1] }, { 't-0': [3] }])
  expect(mapping.waiting()).toBe(0)
})

test('stopping waits for the batch that runs and begins no other', async () => {
  const { script, begun, answer } = held()
  const { mapping, events, taken } = mapped(script, { batchSize: 1 })
  mapping.offer([record(0, 1), record(0, 2)])
  await begun
  let ended = false
  const stopped = mapping.stop().then(() => {
    ended = true
  })
  await turn()
  expect(ended).toBe(false)
  answer()
  await stopped
  mapping.offer([record(0, 3)])
  await turn()
  expect(events.map(offsets)).toEqual([{ 't-0': [1] }])
  expect(taken).toEqual(['0:1'])
})
