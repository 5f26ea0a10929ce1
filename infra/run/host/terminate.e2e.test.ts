import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { Admin } from '@platformatic/kafka'
import { invoiceTopic } from '../../kafka/topic.ts'
import { startKafka } from '../local/kafka/start.ts'
import { type BuiltService, buildService, startBuilt } from '../local/testing/built-service.ts'
import { kafkaTest } from '../local/testing/kafka.ts'
import { creating, listing, type Outcome, send } from '../local/testing/request-load.ts'

const withKafka = await kafkaTest()
let service: BuiltService
const children: ChildProcess[] = []
beforeAll(async () => {
  service = await buildService()
}, 120_000)
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => service.stop(), 60_000)

const start = async (environment: Record<string, string> = {}) => {
  const started = await startBuilt(service, environment)
  children.push(started.child)
  return started
}

let registered: Promise<string> | undefined

const targetOf = async (url: string) => {
  registered ??= service.registerTenant(url)
  return { url, token: await registered }
}

const succeeded: Outcome = { status: 200, errors: [], closes: false }

test('kill -TERM finishes each request on open connections, releases the lease, ends with 0', async () => {
  const { child, url, exited, output } = await start()
  const target = await targetOf(url)
  const agent = new Agent({ keepAlive: true })
  const connections = Array.from({ length: 60 })
  const opened = await Promise.all(connections.map(() => send(target, listing(), agent)))
  expect(opened).toEqual(connections.map(() => succeeded))

  // All are on their way when the signal comes, and the process has read some, or none, of them.
  const running = connections.map(() => send(target, creating(), agent))
  await setImmediate()
  child.kill('SIGTERM')
  const outcomes = await Promise.all(running)
  expect(outcomes.map(({ status, errors }) => ({ status, errors }))).toEqual(
    connections.map(() => ({ status: 200, errors: [] })),
  )
  // The clients learn that their connections end. Only a response from before the signal does not say so.
  expect(outcomes.some(({ closes }) => closes)).toBe(true)

  expect(await exited).toEqual([0, null])
  expect(output()).not.toMatch(/"level":"(warn|error)"/)
  expect(await service.database`select holder from finance.relay`).toEqual([{ holder: null }])
  expect((await send(target, listing(), new Agent())).status).toBe(0)
  agent.destroy()
}, 120_000)

test('a second signal, as npm start sends one, does not end the process before its requests', async () => {
  const { child, url, exited, output } = await start()
  const target = await targetOf(url)
  const agent = new Agent({ keepAlive: true })
  const connections = Array.from({ length: 20 })
  await Promise.all(connections.map(() => send(target, listing(), agent)))

  const running = connections.map(() => send(target, creating(), agent))
  await setImmediate()
  child.kill('SIGINT')
  // Not in one turn: the system joins equal signals that wait to be handled.
  await Promise.race(running)
  child.kill('SIGINT')
  const outcomes = await Promise.all(running)
  expect(outcomes.map(({ status, errors }) => ({ status, errors }))).toEqual(
    connections.map(() => ({ status: 200, errors: [] })),
  )
  expect(await exited).toEqual([0, null])
  expect(output()).not.toMatch(/"level":"(warn|error)"/)
  agent.destroy()
}, 120_000)

/** How many members of its consumer group the broker counts. A member that is only gone counts for 6 s. */
const countMembers = async (admin: Admin): Promise<number> => {
  const id = 'finance-service-group-project-invoices'
  return (await admin.describeGroups({ groups: [id] })).get(id)?.members.size ?? 0
}

withKafka('kill -TERM makes the process leave its consumer group', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'finance-terminate-'))
  const kafka = await startKafka({ dataDir })
  const admin = new Admin({
    clientId: 'test',
    bootstrapBrokers: [kafka.brokers],
    retries: 10,
    retryDelay: 200,
  })
  try {
    await admin.createTopics({ topics: [invoiceTopic], partitions: 4, replicas: 1 })
    const { child, exited } = await start({ KAFKA_BROKERS: kafka.brokers, HOST_ROLES: 'jobs' })
    while ((await countMembers(admin)) === 0);
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    expect(await countMembers(admin)).toBe(0)
  } finally {
    await admin.close()
    await kafka.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
})
