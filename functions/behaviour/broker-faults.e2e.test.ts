import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, jest } from '@jest/globals'
import { readGroupLag } from '../../infra/kafka/group-lag.ts'
import { consume } from '../../infra/kafka/testing/consume.ts'
import { invoiceTopic, topicSettings } from '../../infra/kafka/topic.ts'
import { type Kafka, startKafka } from '../../infra/run/local/kafka/start.ts'
import { kafkaTest } from '../../infra/run/local/testing/kafka.ts'
import { type Backlog, startBacklog } from './testing/backlog.ts'
import { type HostProcess, startHostProcess } from './testing/host-process.ts'
import { waitFor } from './testing/wait-for.ts'

// A broker, three processes and thousands of events take long on a busy machine.
jest.setTimeout(900_000)

const withKafka = await kafkaTest()
const before = { ...process.env }
const hosts: HostProcess[] = []
let folder: string
let kafka: Kafka
let backlog: Backlog

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'finance-broker-'))
  kafka = await startKafka({ dataDir: folder })
  backlog = await startBacklog(Number(process.env.SOAK_EVENTS ?? 20_000), { KAFKA_BROKERS: kafka.brokers })
})
afterEach(() => Promise.all(hosts.map(({ kill }) => kill())))
afterAll(async () => {
  await backlog.stop()
  await kafka.stop()
  rmSync(folder, { recursive: true, force: true })
  process.env = before
})

/** A process that publishes and projects, as one of several beside those that answer requests. */
const startHost = async (): Promise<HostProcess> => {
  const host = await startHostProcess({
    ...backlog.environment,
    HOST_ROLES: 'jobs',
  })
  hosts.push(host)
  return host
}

const restartBroker = async (): Promise<void> => {
  const port = Number(kafka.brokers.split(':')[1])
  await kafka.stop()
  kafka = await startKafka({ dataDir: folder, port })
}

const projectedPart = async (part: number): Promise<void> => {
  await waitFor(async () => ((await backlog.projected()) >= part * backlog.events ? true : undefined))
}

/** Publishes until the end of the event store, whatever happens to the broker meanwhile. */
const relayToEnd = async (isOver: () => boolean): Promise<void> => {
  while (!isOver()) {
    const result = (await backlog.invoke('relay', {}).catch(() => undefined)) as
      | { outcome: string }
      | undefined
    if (result?.outcome === 'done') return
  }
}

/** Per key: the revisions in the order in which each came first. */
const firstOccurrences = async (): Promise<Map<string, number[]>> => {
  const config = { KAFKA_BROKERS: kafka.brokers } as Parameters<typeof readGroupLag>[0]
  const { records } = await readGroupLag(config, 'a group that has read nothing', invoiceTopic)
  const seen = new Map<string, number[]>()
  for (const { key, value } of await consume({
    brokers: kafka.brokers,
    topic: invoiceTopic,
    count: records,
  })) {
    const revisions = seen.get(key) ?? []
    seen.set(key, revisions)
    const { revision } = JSON.parse(value) as { revision: number }
    if (!revisions.includes(revision)) revisions.push(revision)
  }
  return seen
}

withKafka(
  '46 a backlog comes through a killed consumer and a restarted broker: in order, whole, and each row right',
  async () => {
    const [killed] = await Promise.all([startHost(), startHost()])
    let isOver = false
    const publishing = relayToEnd(() => isOver)
    await projectedPart(0.1)
    await killed.kill()
    await startHost()
    await projectedPart(0.4)
    await restartBroker()
    await projectedPart(1)
    isOver = true
    await publishing

    const seen = await firstOccurrences()
    expect([...seen.values()].flat()).toHaveLength(backlog.events)
    const outOfOrder = [...seen].filter(([, revisions]) => revisions.some((one, index) => one !== index))
    expect(outOfOrder).toEqual([])
    expect(topicSettings.partitions).toBe(12)

    // Version 2 is filled from the event store while its consumers read the same backlog.
    await backlog.invoke('read-models', { command: 'rebuild' })
    const compared = await waitFor(async () => {
      const { compared: found } = (await backlog.invoke('read-models', {
        command: 'compare',
        tenant: 'acme',
      })) as { compared: { behind: number } }
      return found.behind === 0 ? found : undefined
    })
    expect(compared).toMatchObject({ different: 0, differences: [], figures: [] })
    expect(await backlog.projected(2)).toBe(backlog.events)
  },
  900_000,
)
