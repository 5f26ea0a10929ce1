import { setTimeout as pause } from 'node:timers/promises'
import { type Kafka, startKafka } from '../../run/local/kafka/start.ts'
import { type Link, openLink } from './link.ts'
import type { Process } from './processes.ts'

/** The Kafka broker, which is started again whenever it has ended. Its clients reach it through a link. */
export type BrokerProcess = Process & { brokers: string; link: Link }

const restartPauseMs = 200

/** @throws KAFKA_NEEDS_JAVA, KAFKA_NEEDS_MAVEN and others of `startKafka` */
export const keepBroker = async (dataDir: string, log: (line: string) => void): Promise<BrokerProcess> => {
  const state = { isWanted: true, downUntilMs: 0, port: 0 }
  const link = await openLink('hosts/broker', () => state.port)
  const start = (port?: number): Promise<Kafka> =>
    startKafka({ dataDir, port, advertisedPort: link.port, log })
  let broker = await start()
  state.port = Number(broker.brokers.split(':')[1])
  let ready = Promise.withResolvers<void>()
  ready.resolve()
  const keep = async (): Promise<void> => {
    while (state.isWanted) {
      await broker.ended
      ready = Promise.withResolvers<void>()
      while (state.isWanted && performance.now() < state.downUntilMs) await pause(20)
      while (state.isWanted) {
        try {
          broker = await start(state.port)
          break
        } catch {
          await pause(restartPauseMs)
        }
      }
      ready.resolve()
    }
  }
  const kept = keep()
  return {
    name: 'broker',
    brokers: `127.0.0.1:${link.port}`,
    link,
    kill: (downMs) => {
      state.downUntilMs = performance.now() + downMs
      process.kill(broker.pid, 'SIGKILL')
    },
    freeze: () => void process.kill(broker.pid, 'SIGSTOP'),
    heal: async () => {
      state.downUntilMs = 0
      process.kill(broker.pid, 'SIGCONT')
      await ready.promise
    },
    stop: async () => {
      state.isWanted = false
      await broker.stop()
      await kept
      await link.stop()
    },
  }
}
