import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Admin } from '@platformatic/kafka'
import { processStart } from '../../../process/process-identity.ts'
import { guard } from '../child-process/guardian.ts'
import { usablePort } from '../child-process/port.ts'
import { spawnedPid } from '../child-process/spawned-pid.ts'
import { StartError } from '../child-process/start-error.ts'
import { stopProcess } from '../child-process/stop-process.ts'
import { claimDataFolder } from '../data-folder/claim.ts'
import { folderError } from '../data-folder/folder-error.ts'
import { prepareDataFolder } from '../data-folder/prepare.ts'
import { brokerSettings, type SecureListener } from './broker-settings.ts'
import { ensureKafkaJars, requireJava } from './jars.ts'

export type KafkaOptions = {
  /** Folder of the data; the broker's is `kafka` in it. */
  dataDir: string
  /** Default: a free one. */
  port?: number | undefined
  /** Makes the broker also listen with TLS and SCRAM. */
  secureListener?: SecureListener | undefined
  log?: ((line: string) => void) | undefined
}

export type Kafka = {
  /** A value for KAFKA_BROKERS. */
  brokers: string
  pid: number
  /** Resolves when the broker has ended, by `stop` or by itself. */
  ended: Promise<void>
  stop: () => Promise<void>
}

type Files = { folder: string; data: string; properties: string; logFile: string; pidFile: string }

const readyTimeoutMs = 60_000
const stopTimeoutMs = 30_000
const killTimeoutMs = 5_000

/**
 * Starts Apache's own broker (KRaft, one node). It ends with this process, however this process ends.
 * @throws KAFKA_NEEDS_JAVA when no Java 11 or newer is on the PATH
 * @throws KAFKA_NEEDS_MAVEN when the jars are missing and mvn is not on the PATH
 * @throws KAFKA_FETCH_FAILED when Maven fails
 * @throws KAFKA_FAILED when the broker ends or cannot be reached in time
 * @throws PORT_IN_USE when something listens on the port
 * @throws DATA_DIR_IN_USE when another running process owns the folder
 * @throws DATA_DIR_NOT_A_FOLDER when the path is a file or is inside one
 * @throws DATA_DIR_NOT_WRITABLE when this user cannot write it
 * @throws DATA_DIR_FULL when no space is left
 */
export const startKafka = async (options: KafkaOptions): Promise<Kafka> => {
  const folder = prepareDataFolder(join(prepareDataFolder(options.dataDir), 'kafka'))
  const claim = claimDataFolder(folder)
  try {
    return await startClaimed({ log: () => undefined, ...options, folder }, claim.release)
  } catch (error) {
    claim.release()
    throw folderError(folder, error)
  }
}

type Claimed = KafkaOptions & { folder: string; log: (line: string) => void }

const startClaimed = async (
  { folder, port, secureListener, log }: Claimed,
  release: () => void,
): Promise<Kafka> => {
  requireJava()
  const files = prepareFiles(folder)
  await stopLeftover(files, log)
  const brokerPort = await usablePort({ port, user: 'Kafka (KAFKA_PORT)' })
  const jars = await ensureKafkaJars(folder, log)
  const controllerPort = await otherPort(brokerPort)
  writeFileSync(
    files.properties,
    brokerSettings({ dataFolder: files.data, port: brokerPort, controllerPort, secureListener }),
  )
  await formatStorage(files, jars)
  const child = spawnJava(jars, ['-Xmx512m', 'kafka.Kafka', files.properties], files)
  const pid = await spawnedPid(child).catch((cause) => {
    throw new StartError('KAFKA_FAILED', 'Java could not be started', cause)
  })
  const guardian = guard({ pid, signal: 'TERM' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve())).then(() => {
    guardian.dismiss()
    release()
  })
  writeFileSync(files.pidFile, JSON.stringify({ pid, started: processStart(pid) }))
  const brokers = `127.0.0.1:${brokerPort}`
  await waitUntilReachable(brokers, child, files)
  child.unref()
  const stop = async () => {
    child.ref()
    await stopOrKill(pid)
    await ended
  }
  return { brokers, pid, ended, stop }
}

/** A free port may be the one that was found before: nothing listens on that yet. */
const otherPort = async (brokerPort: number): Promise<number> => {
  const found = await usablePort({ port: undefined, user: 'Kafka' })
  return found === brokerPort ? otherPort(brokerPort) : found
}

const prepareFiles = (folder: string): Files => {
  mkdirSync(join(folder, 'data'), { recursive: true })
  return {
    folder,
    data: join(folder, 'data'),
    properties: join(folder, 'server.properties'),
    logFile: join(folder, 'kafka.log'),
    pidFile: join(folder, 'broker.pid'),
  }
}

const stopOrKill = async (pid: number): Promise<void> => {
  const stopped = await stopProcess(pid, 'SIGTERM', stopTimeoutMs)
  if (!stopped) await stopProcess(pid, 'SIGKILL', killTimeoutMs)
}

/** Stops a broker that outlived its parent process and its guardian: it still uses the data. */
const stopLeftover = async ({ pidFile }: Files, log: (line: string) => void): Promise<void> => {
  if (!existsSync(pidFile)) return
  const { pid, started } = JSON.parse(readFileSync(pidFile, 'utf8')) as { pid: number; started?: string }
  if (started === undefined || processStart(pid) !== started) return
  log(`Stopping the Kafka (process ${pid}) that an earlier run left behind`)
  await stopOrKill(pid)
}

/** Writes the cluster id into an empty data folder, which Kafka requires before its first start. */
const formatStorage = async (files: Files, jars: string): Promise<void> => {
  if (existsSync(join(files.data, 'meta.properties'))) return
  // A cluster id is 16 bytes in base64url. The command would read one that begins with a dash as an option.
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'A')
  const args = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', files.properties]
  const child = spawnJava(jars, args, files)
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (code !== 0) throw startFailed(files)
}

/** A broker here lives for minutes: the compiler for long lives and its profiles cost a start a third more. */
const quickStart = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

const spawnJava = (jars: string, args: string[], { folder, logFile }: Files): ChildProcess => {
  const output = openSync(logFile, 'w', 0o600)
  const logLevel = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'
  const child = spawn('java', [...quickStart, logLevel, '-cp', join(jars, '*'), ...args], {
    cwd: folder,
    stdio: ['ignore', output, output],
    detached: true,
  })
  closeSync(output)
  child.on('error', () => undefined)
  return child
}

const waitUntilReachable = async (brokers: string, child: ChildProcess, files: Files): Promise<void> => {
  const deadline = Date.now() + readyTimeoutMs
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw startFailed(files)
    if (await isReachable(brokers)) return
    if (Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new StartError(
        'KAFKA_FAILED',
        `Kafka could not be reached on ${brokers} within ${readyTimeoutMs / 1000} s; see ${files.logFile}`,
      )
    }
    await pause(100)
  }
}

/** True when the broker lists itself in its metadata: it accepts connections before that. */
const isReachable = async (brokers: string): Promise<boolean> => {
  const admin = new Admin({
    clientId: 'finance-local',
    bootstrapBrokers: [brokers],
    retries: 0,
    connectTimeout: 1_000,
    timeout: 2_000,
  })
  try {
    const metadata = await admin.metadata({ topics: [] })
    return metadata.brokers.size > 0
  } catch {
    return false
  } finally {
    await admin.close().catch(() => undefined)
  }
}

const startFailed = ({ logFile }: Files): StartError => {
  const output = readFileSync(logFile, 'utf8')
  const code = /No space left on device/.test(output) ? 'DATA_DIR_FULL' : 'KAFKA_FAILED'
  // Without the stack, which would hide what was wrong.
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
  const lastLines = lines.slice(-5).join(' | ')
  return new StartError(code, `Kafka ended during its start: ${lastLines} (${logFile})`)
}
