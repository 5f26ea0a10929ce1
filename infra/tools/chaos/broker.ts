import { type Kafka, startKafka } from '../../run/local/kafka/start.ts'
import { keepRunning } from './keep-running.ts'
import { type Link, openLink } from './link.ts'
import type { Process } from './processes.ts'

/** The Kafka broker, which is started again whenever it has ended. Its clients reach it through a link. */
export type BrokerProcess = Process & { brokers: string; link: Link }

/** @throws KAFKA_NEEDS_JAVA, KAFKA_NEEDS_MAVEN and others of `startKafka` */
export const keepBroker = async (dataDir: string, log: (line: string) => void): Promise<BrokerProcess> => {
  let port: number | undefined
  const link = await openLink('hosts/broker', () => port ?? 0)
  let first: Kafka | undefined = await startKafka({ dataDir, advertisedPort: link.port, log })
  port = Number(first.brokers.split(':')[1])
  let broker: Kafka | undefined
  const kept = keepRunning('broker', async (isReady) => {
    const again = () => startKafka({ dataDir, port, advertisedPort: link.port })
    broker = first ?? (await again().catch(() => undefined))
    first = undefined
    if (broker === undefined) return
    isReady()
    await broker.ended
    broker = undefined
  })
  await kept.ready()
  const signal = (name: NodeJS.Signals): void => {
    if (broker) process.kill(broker.pid, name)
  }
  return {
    name: 'broker',
    brokers: `127.0.0.1:${link.port}`,
    link,
    kill: (downMs) => {
      kept.keepDown(downMs)
      signal('SIGKILL')
    },
    freeze: () => signal('SIGSTOP'),
    heal: () => {
      signal('SIGCONT')
      return kept.ready()
    },
    stop: async () => {
      await kept.stop(() => {
        signal('SIGCONT')
        return broker?.stop()
      })
      await link.stop()
    },
  }
}
