import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Admin } from '@platformatic/kafka'
import { processStart } from '../../../process/process-identity.ts'
import { claimDataFolder } from '../data-folder/claim.ts'
import { folderError } from '../data-folder/folder-error.ts'
import { prepareDataFolder } from '../data-folder/prepare.ts'
import { guard } from '../process/guardian.ts'
import { usablePort } from '../process/port.ts'
import { StartError } from '../process/start-error.ts'
import { stopProcess } from '../process/stop-process.ts'
import { brokerSettings } from './broker-settings.ts'
import { ensureKafkaJars, requireJava } from './jars.ts'

export type KafkaOptions = {
  /** Folder of the data; the broker's is `kafka` in it. */
  dataDir: string
  /** A free one when not given. */
  port?: number | undefined
  log?: ((line: string) => void) | undefined
}

export type Kafka = {
  /** As KAFKA_BROKERS wants it. */
  brokers: string
  pid: number
  /** Settles when the broker has ended, by `stop` or by itself. */
  ended: Promise<void>
  stop: () => Promise<void>
}

type Files = { folder: string; data: string; properties: string; logFile: string; mark: string }

/**
 * Starts Apache's own broker (KRaft, one node). It ends with this process, however that ends. Throws StartError:
 * KAFKA_NEEDS_JAVA, KAFKA_NEEDS_MAVEN, KAFKA_FETCH_FAILED, KAFKA_FAILED, PORT_IN_USE, DATA_DIR_IN_USE, DATA_DIR_NOT_WRITABLE,
 * DATA_DIR_NOT_A_FOLDER, DATA_DIR_FULL.
 */
export const startKafka = async ({ dataDir, port, log = () => undefined }: KafkaOptions): Promise<Kafka> => {
  const folder = prepareDataFolder(join(dataDir, 'kafka'))
  const claim = claimDataFolder(folder)
  try {
    return await startOwned({ folder, port, log }, claim.release)
  } catch (error) {
    claim.release()
    throw folderError(folder, error)
  }
}

type Owned = { folder: string; port: number | undefined; log: (line: string) => void }

const startOwned = async ({ folder, port, log }: Owned, release: () => void): Promise<Kafka> => {
  requireJava()
  const files = filesIn(folder)
  await stopLeftover(files, log)
  const used = await usablePort({ port, user: 'Kafka (KAFKA_PORT)' })
  const jars = await ensureKafkaJars(folder, log)
  writeFileSync(
    files.properties,
    brokerSettings({
      folder: files.data,
      port: used,
      controllerPort: await usablePort({ port: undefined, user: 'Kafka' }),
    }),
  )
  await formatted(files, jars)
  const child = java(jars, ['-Xmx512m', 'kafka.Kafka', files.properties], files)
  const pid = child.pid ?? 0
  const guardian = guard({ pid, signal: 'TERM' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve())).then(() => {
    guardian.dismiss()
    release()
  })
  writeFileSync(files.mark, JSON.stringify({ pid, started: processStart(pid) }))
  const brokers = `127.0.0.1:${used}`
  await answering(brokers, child, files)
  child.unref()
  const stop = async () => {
    child.ref()
    ;(await stopProcess(pid, 'SIGTERM', 30_000)) || (await stopProcess(pid, 'SIGKILL', 5_000))
    await ended
  }
  return { brokers, pid, ended, stop }
}

const filesIn = (folder: string): Files => {
  mkdirSync(join(folder, 'data'), { recursive: true })
  return {
    folder,
    data: join(folder, 'data'),
    properties: join(folder, 'server.properties'),
    logFile: join(folder, 'kafka.log'),
    mark: join(folder, 'broker.pid'),
  }
}

/** A broker that outlived its parent and its guardian still holds the data. */
const stopLeftover = async ({ mark }: Files, log: (line: string) => void): Promise<void> => {
  if (!existsSync(mark)) return
  const { pid, started } = JSON.parse(readFileSync(mark, 'utf8')) as { pid: number; started?: string }
  if (started === undefined || processStart(pid) !== started) return
  log(`stopping the Kafka (process ${pid}) that an earlier run left behind`)
  if (!(await stopProcess(pid, 'SIGTERM', 30_000))) await stopProcess(pid, 'SIGKILL', 5_000)
}

const formatted = async (files: Files, jars: string): Promise<void> => {
  if (existsSync(join(files.data, 'meta.properties'))) return
  // A cluster id is 16 bytes in base64url; the command line would read one that begins with a dash as an option.
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'A')
  const child = java(jars, ['kafka.tools.StorageTool', 'format', '-t', id, '-c', files.properties], files)
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (code !== 0) throw failed(files)
}

const java = (jars: string, args: string[], { folder, logFile }: Files): ChildProcess => {
  const output = openSync(logFile, 'w', 0o600)
  const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'
  const child = spawn('java', [quiet, '-cp', join(jars, '*'), ...args], {
    cwd: folder,
    stdio: ['ignore', output, output],
    detached: true,
  })
  closeSync(output)
  child.on('error', () => undefined)
  return child
}

/** Until the broker names itself in an answer of its own. */
const answering = async (brokers: string, child: ChildProcess, files: Files): Promise<void> => {
  const deadline = Date.now() + 60_000
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw failed(files)
    if (await answers(brokers)) return
    if (Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new StartError(
        'KAFKA_FAILED',
        `Kafka did not answer on ${brokers} within 60 s; see ${files.logFile}`,
      )
    }
    await pause(100)
  }
}

const answers = async (brokers: string): Promise<boolean> => {
  const admin = new Admin({
    clientId: 'finance-local',
    bootstrapBrokers: [brokers],
    retries: 0,
    connectTimeout: 1_000,
    timeout: 2_000,
  })
  try {
    const { brokers: known } = await admin.metadata({ topics: [] })
    return known.size > 0
  } catch {
    return false
  } finally {
    await admin.close().catch(() => undefined)
  }
}

const failed = ({ logFile }: Files): StartError => {
  const output = readFileSync(logFile, 'utf8')
  const code = /No space left on device/.test(output) ? 'DATA_DIR_FULL' : 'KAFKA_FAILED'
  return new StartError(
    code,
    `Kafka ended at its start: ${output.trim().split('\n').slice(-5).join(' | ')} (${logFile})`,
  )
}
