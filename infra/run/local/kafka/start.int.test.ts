import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Admin, Producer, stringSerializers } from '@platformatic/kafka'
import { consume } from '../../../kafka/testing/consume.ts'
import { processStart } from '../../../process/process-identity.ts'
import { kafkaTest } from '../testing/kafka.ts'
import { type Kafka, startKafka } from './start.ts'

const withKafka = await kafkaTest()

const produce = async (brokers: string, topic: string, value: string): Promise<void> => {
  const producer = new Producer({
    clientId: 'test',
    bootstrapBrokers: [brokers],
    serializers: stringSerializers,
  })
  await producer.send({ messages: [{ topic, key: 'k', value }] })
  await producer.close()
}

const valuesOf = async (brokers: string, topic: string, count: number): Promise<string[]> =>
  (await consume({ brokers, topic, count })).map(({ value }) => value)

const brokerPid = (root: string): number =>
  (JSON.parse(readFileSync(join(root, 'kafka', 'broker.pid'), 'utf8')) as { pid: number }).pid

describe('the local Kafka', () => {
  let root: string
  let running: Kafka | undefined

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'finance kafka '))
  })

  afterEach(async () => {
    await running?.stop()
    running = undefined
    rmSync(root, { recursive: true, force: true })
  })

  withKafka(
    'stores records, has them after a restart, and rejects a second process on its folder',
    async () => {
      const topic = 'finance.invoice.events'
      running = await startKafka({ dataDir: root })
      const admin = new Admin({ clientId: 'test', bootstrapBrokers: [running.brokers] })
      await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 })
      await admin.close()
      await produce(running.brokers, topic, 'প্রথম')
      expect(await valuesOf(running.brokers, topic, 1)).toEqual(['প্রথম'])
      await expect(startKafka({ dataDir: root })).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
      await running.stop()
      expect(processStart(running.pid)).toBeUndefined()

      running = await startKafka({ dataDir: root })
      await produce(running.brokers, topic, 'second')
      expect(await valuesOf(running.brokers, topic, 2)).toEqual(['প্রথম', 'second'])
    },
  )

  withKafka('ends with the command that started it, even when the command is killed', async () => {
    const env = { ...process.env, DATA_DIR: root, KAFKA_PORT: '0' }
    const command = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const line = await createInterface(command.stdout)[Symbol.asyncIterator]().next()
    expect(line.value).toMatch(/^127\.0\.0\.1:\d+$/)
    const pid = brokerPid(root)
    expect(processStart(pid)).toBeDefined()
    const ended = new Promise((resolve) => command.once('exit', resolve))
    command.kill('SIGKILL')
    await ended
    while (processStart(pid) !== undefined) await pause(50)
  })

  withKafka('names a port in use', async () => {
    const listener = createServer()
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const address = listener.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    try {
      await expect(startKafka({ dataDir: root, port })).rejects.toMatchObject({
        code: 'PORT_IN_USE',
        message: expect.stringContaining('KAFKA_PORT'),
      })
    } finally {
      await new Promise((resolve) => listener.close(resolve))
    }
  })

  test('its command prints help, and says what is missing', async () => {
    const runCommand = (args: string[], env: NodeJS.ProcessEnv) =>
      new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
        execFile(
          process.execPath,
          [join(import.meta.dirname, 'main.ts'), ...args],
          { env },
          (error, stdout, stderr) =>
            resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
        )
      })
    expect(await runCommand(['--help'], {})).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('KAFKA_PORT'),
    })
    expect(await runCommand(['--port', '1'], {})).toMatchObject({ code: 2 })
    expect(await runCommand([], { PATH: root, DATA_DIR: root, KAFKA_PORT: '0' })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('needs Java'),
    })
  })
})
