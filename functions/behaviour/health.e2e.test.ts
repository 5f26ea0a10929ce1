import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@jest/globals'
import { connect, type Sql } from '../../infra/postgres/connect.ts'
import { startTcpProxy, type TcpProxy } from '../../infra/process/testing/tcp-proxy.ts'
import { startKafka } from '../../infra/run/local/kafka/start.ts'
import { kafkaTest } from '../../infra/run/local/testing/kafka.ts'
import { startTestService, type TestService } from '../../infra/run/local/testing/service.ts'
import { startTestStores } from '../../infra/run/local/testing/stores.ts'
import { waitFor } from './testing/wait-for.ts'

const onBroker = await kafkaTest()

type Down = Record<'database' | 'eventstore' | 'kafka', TcpProxy>

/** Runs the whole service with a proxy before each of its stores. */
const withProxies = async (
  work: (service: TestService, proxies: Down, database: Sql) => Promise<void>,
): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-health-'))
  const kafka = await startKafka({ dataDir: folder })
  const stores = await startTestStores()
  const { DATABASE_PORT, EVENTSTORE_CONNECTION_STRING = '' } = stores.environment
  const proxies: Down = {
    database: await startTcpProxy(Number(DATABASE_PORT)),
    eventstore: await startTcpProxy(Number(/:(\d+)/.exec(EVENTSTORE_CONNECTION_STRING)?.[1])),
    kafka: await startTcpProxy(Number(kafka.brokers.split(':')[1])),
  }
  const service = await startTestService({
    environment: {
      ...stores.environment,
      DATABASE_HOST: '127.0.0.1',
      DATABASE_PORT: String(proxies.database.port),
      EVENTSTORE_CONNECTION_STRING: `esdb://127.0.0.1:${proxies.eventstore.port}?tls=false`,
      KAFKA_BROKERS: `127.0.0.1:${proxies.kafka.port}`,
    },
  })
  try {
    await work(service, proxies, connect(stores.readModel.owner))
  } finally {
    for (const proxy of Object.values(proxies)) proxy.pass()
    await service.stop()
    for (const proxy of Object.values(proxies)) await proxy.close()
    await stores.stop()
    await kafka.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Report = { status: string; info: object; error: Record<string, { status: string }>; details: object }

const reportOf = async (service: TestService, path: 'live' | 'ready') => {
  const response = await fetch(`${service.url}/health/${path}`)
  return { code: response.status, report: (await response.json()) as Report }
}

/** Waits until the service is ready. A report is returned again for a second after its checks. */
const awaitReady = (service: TestService) =>
  waitFor(async () => ((await reportOf(service, 'ready')).code === 200 ? true : undefined))

/** Waits until the part is down, and returns the report. */
const awaitDown = (service: TestService, path: 'live' | 'ready', part: string) =>
  waitFor(async () => {
    const { code, report } = await reportOf(service, path)
    return report.error[part] ? { code, report } : undefined
  })

const up = { status: 'up' }

onBroker(
  'live and ready behave as documented while each store is down or frozen in turn',
  () =>
    withProxies(async (service, proxies) => {
      await awaitReady(service)
      expect(await reportOf(service, 'live')).toEqual({
        code: 200,
        report: {
          status: 'ok',
          info: { database: up, eventstore: up },
          error: {},
          details: { database: up, eventstore: up },
        },
      })
      for (const part of ['database', 'eventstore', 'kafka'] as const)
        for (const failure of ['refuse', 'dropResponses'] as const) {
          proxies[part][failure]()
          const ready = await awaitDown(service, 'ready', part)
          expect([part, failure, ready.code, ready.report.status]).toEqual([part, failure, 503, 'error'])
          expect(ready.report.details).toMatchObject({ [part]: { status: 'down' } })
          // The migrations are in the database, so without it nobody knows whether one is pending.
          const also = part === 'database' ? ['migrations'] : []
          expect(Object.keys(ready.report.error).sort()).toEqual([part, ...also])
          const live =
            part === 'kafka' ? await reportOf(service, 'live') : await awaitDown(service, 'live', part)
          expect([part, failure, live.code, live.report.status]).toEqual([part, failure, 200, 'ok'])
          proxies[part].pass()
          await awaitReady(service)
        }
    }),
  240_000,
)

onBroker(
  'a check of a frozen store ends after two seconds',
  () =>
    withProxies(async (service, proxies) => {
      await awaitReady(service)
      for (const proxy of Object.values(proxies)) proxy.dropResponses()
      const { report } = await awaitDown(service, 'ready', 'kafka')
      for (const part of ['database', 'eventstore', 'migrations'])
        expect([part, report.error[part]]).toEqual([
          part,
          { status: 'down', message: expect.stringMatching(/no response within 2 s|unreachable/) },
        ])
    }),
  120_000,
)

onBroker(
  'a pending migration makes the service not ready',
  () =>
    withProxies(async (service, _, database) => {
      await awaitReady(service)
      await database`delete from finance.migrations where tenant = 'acme'`
      const { code, report } = await awaitDown(service, 'ready', 'migrations')
      expect([code, report.error]).toEqual([
        503,
        { migrations: { status: 'down', message: expect.stringContaining('migration:run') } },
      ])
    }),
  120_000,
)
