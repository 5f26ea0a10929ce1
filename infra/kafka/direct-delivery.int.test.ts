import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { InvocationError } from '../lambda/invocation-error.ts'
import { provideHostRuntime } from '../lambda/runtime.ts'
import { withRemainingTime } from '../process/time-left.ts'
import { createLambda } from '../run/host/lambda.ts'
import { readManifest } from '../run/host/manifest.ts'
import type { Handler } from '../run/host/module.ts'
import { deliverDirectly, type NumberedRecord } from './direct-delivery.ts'

const manifest = readManifest(join(import.meta.dirname, '../../serverless.yml'), { LOG_LEVEL: 'silent' })
const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
afterEach(() => provideHostRuntime(undefined))

type Script = (event: MSKEvent, call: number) => unknown

/** Starts a host whose function `project-invoices` follows the script. Returns the events it gets. */
const startProjection = (script: Script = () => undefined): MSKEvent[] => {
  const events: MSKEvent[] = []
  const handler = async (event: MSKEvent) => script(event, events.push(event))
  const loadHandler = async () => handler as unknown as Handler
  const lambda = createLambda({ manifest, environment, loadHandler })
  provideHostRuntime({ environment, invoke: lambda.invoke })
  return events
}

const recordsOf = (event: MSKEvent): MSKRecord[] => Object.values(event.records).flat()
const textsOf = (event: MSKEvent): string[] =>
  recordsOf(event).map(({ value }) => Buffer.from(value, 'base64').toString())
const records = (count: number, value = (index: number) => `${index}`): NumberedRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `k-${index % 3}`,
    value: value(index),
    headers: { ce_id: `${index}` },
    offset: 100 + index,
  }))
const deliver = (list: readonly NumberedRecord[]) => deliverDirectly('project-invoices', 't', list)

test('a function gets the records in the event that Kafka would cause', async () => {
  const events = startProjection()
  await deliver(records(4))
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({ eventSource: 'aws:kafka' })
  for (const [name, list] of Object.entries(events[0]?.records ?? {}))
    for (const { topic, partition, offset, key, value, headers, timestampType } of list) {
      const index = Number(Buffer.from(value, 'base64'))
      expect(name).toBe(`t-${partition}`)
      expect({ topic, offset, timestampType }).toEqual({
        topic: 't',
        offset: 100 + index,
        timestampType: 'CREATE_TIME',
      })
      expect(Buffer.from(key, 'base64').toString()).toBe(`k-${index % 3}`)
      expect(headers).toEqual([{ ce_id: [...Buffer.from(`${index}`)] }])
    }
})

test('a key has the same partition and a record the same offset whenever they are delivered', async () => {
  const events = startProjection()
  await deliver(records(9))
  await deliver(records(9).slice(3))
  const positions = events.map((event) =>
    recordsOf(event).map(({ key, partition, offset }) => `${key} ${partition} ${offset}`),
  )
  expect(positions[0]).toEqual(expect.arrayContaining(positions[1] ?? []))
  const partitions = recordsOf(events[0] as MSKEvent).map(({ key, partition }) => `${key} ${partition}`)
  expect(new Set(partitions).size).toBe(3)
})

test('no invocation has more records or bytes than Lambda accepts, and the order remains', async () => {
  const events = startProjection()
  await deliver(records(1_200))
  expect(events.map((event) => recordsOf(event).length)).toEqual([500, 500, 200])
  // The text of one record has 1 MiB, so its base64 has a third more.
  const large = startProjection()
  await deliver(records(9, (index) => `${index}${'x'.repeat(1024 * 1024)}`))
  expect(
    large.map((event) =>
      textsOf(event)
        .map((text) => Number(text[0]))
        .sort(),
    ),
  ).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8]])
})

test('after a partial failure only the failed records of the partition and those after them come again', async () => {
  const events = startProjection((event, call) => {
    if (call > 1) return { batchItemFailures: [] }
    const [name = '', list = []] = Object.entries(event.records)[0] ?? []
    return { batchItemFailures: [{ itemIdentifier: { partition: name, offset: list[1]?.offset } }] }
  })
  await deliver(records(9))
  expect(events).toHaveLength(2)
  const [name = '', list = []] = Object.entries(events[0]?.records ?? {})[0] ?? []
  expect(events[1]?.records).toEqual({ [name]: list.slice(1) })
})

test('a batch that throws is delivered again, and the next batch waits for it', async () => {
  const events = startProjection((_, call) => {
    if (call < 3) throw new Error('down')
  })
  await deliver(records(501))
  expect(events.map((event) => recordsOf(event).length)).toEqual([500, 500, 500, 1])
})

test('after five attempts the delivery fails with the cause', async () => {
  const events = startProjection(() => {
    throw new Error('down')
  })
  await expect(deliver(records(2))).rejects.toMatchObject({
    code: 'RECORDS_NOT_PROCESSED',
    message: 'project-invoices did not process 2 records in 5 attempts',
    cause: expect.objectContaining({ code: 'FUNCTION_FAILED' }),
  })
  expect(events).toHaveLength(5)
}, 20_000)

test('near the end of its time the caller makes no other attempt', async () => {
  const events = startProjection(() => {
    throw new Error('down')
  })
  const delivery = withRemainingTime(
    () => (events.length === 0 ? 30_000 : 1_000),
    () => deliver(records(1)),
  )
  await expect(delivery).rejects.toMatchObject({ code: 'RECORDS_NOT_PROCESSED' })
  expect(events).toHaveLength(1)
})

test('what cannot succeed is not tried again', async () => {
  startProjection()
  await expect(deliverDirectly('unknown', 't', records(1))).rejects.toBeInstanceOf(InvocationError)
  const one = records(1, () => 'x'.repeat(5 * 1024 * 1024))
  await expect(deliver(one)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
})
