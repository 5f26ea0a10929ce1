import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { environment } from '../../../config/environment.ts'
import { StartError } from '../child-process/start-error.ts'

export const kafkaVersion = '3.9.1'

const dependency = (group: string, artifact: string, version: string) => `    <dependency>
      <groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>
    </dependency>
`

const broker = dependency('org.apache.kafka', 'kafka_2.13', kafkaVersion)
const logging = dependency('org.slf4j', 'slf4j-simple', '1.7.36')

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId>
  <artifactId>kafka-jars</artifactId>
  <version>1</version>
  <dependencies>
${broker}${logging}  </dependencies>
</project>
`

/** @throws KAFKA_NEEDS_JAVA when no Java 11 or newer is on the PATH */
export const requireJava = (): void => {
  const { error, stdout, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' })
  const major = Number(/version "(\d+)/.exec(`${stderr}${stdout}`)?.[1])
  if (error !== undefined || !(major >= 11)) {
    throw new StartError(
      'KAFKA_NEEDS_JAVA',
      'The local Kafka needs Java 11 or newer on the PATH (on Debian: apt-get install default-jre-headless)',
      error,
    )
  }
}

/**
 * Returns the folder with the broker's jars. It is in the cache of this user, or in `dataDir` where that
 * cannot be written. When the jars are not there, Maven fetches them (about 50 MB).
 * @throws KAFKA_NEEDS_MAVEN when mvn is not on the PATH
 * @throws KAFKA_FETCH_FAILED when Maven fails
 * @throws DATA_DIR_NOT_WRITABLE when neither folder can be written
 */
export const ensureKafkaJars = async (dataDir: string, log: (line: string) => void): Promise<string> => {
  const existing = possibleFolders(dataDir).find((folder) => existsSync(folder))
  if (existing !== undefined) return existing
  const folder = possibleFolders(dataDir).find(isWritable)
  if (folder === undefined)
    throw new StartError(
      'DATA_DIR_NOT_WRITABLE',
      `Neither the cache folder of this user nor ${dataDir} can be written`,
    )
  const draft = mkdtempSync(`${folder}.unfinished-`)
  try {
    await fetchJars(draft, log)
    if (!existsSync(folder)) renameSync(join(draft, 'jars'), folder)
    return folder
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

const possibleFolders = (dataDir: string): string[] => {
  const cache = environment().XDG_CACHE_HOME ?? join(homedir(), '.cache')
  return [join(cache, 'finance-service', `kafka-${kafkaVersion}`), join(dataDir, `kafka-${kafkaVersion}`)]
}

const isWritable = (folder: string): boolean => {
  try {
    mkdirSync(join(folder, '..'), { recursive: true })
    rmSync(mkdtempSync(`${folder}.probe-`), { recursive: true })
    return true
  } catch {
    return false
  }
}

const fetchJars = async (draft: string, log: (line: string) => void): Promise<void> => {
  const pomFile = join(draft, 'pom.xml')
  writeFileSync(pomFile, pom)
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 1000)
  log(`Fetching Kafka ${kafkaVersion} with Maven (about 50 MB, once)`)
  const progress = setInterval(() => log(`Fetching Kafka ${kafkaVersion}: ${seconds()} s`), 3_000)
  try {
    await runMaven([
      ...['-q', '-B', '-f', pomFile],
      'dependency:copy-dependencies',
      `-DoutputDirectory=${join(draft, 'jars')}`,
      '-DincludeScope=runtime',
    ])
  } finally {
    clearInterval(progress)
  }
}

const runMaven = (args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keepTail = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-2000)
    }
    child.stdout.on('data', keepTail)
    child.stderr.on('data', keepTail)
    child.on('error', (cause) => reject(mavenMissing(cause)))
    child.on('close', (code) => (code === 0 ? resolve() : reject(fetchFailed(output))))
  })

const mavenMissing = (cause: unknown): StartError =>
  new StartError(
    'KAFKA_NEEDS_MAVEN',
    'The local Kafka is fetched with Maven: mvn must be on the PATH (on Debian: apt-get install maven)',
    cause,
  )

const fetchFailed = (output: string): StartError =>
  new StartError('KAFKA_FETCH_FAILED', `Maven could not fetch Kafka ${kafkaVersion}: ${output.trim()}`)
