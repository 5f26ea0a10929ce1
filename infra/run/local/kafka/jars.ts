import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { environment } from '../../../config/environment.ts'
import { StartError } from '../process/start-error.ts'

export const kafkaVersion = '3.9.1'

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId>
  <artifactId>kafka-jars</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${kafkaVersion}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`

/** Throws StartError KAFKA_NEEDS_JAVA where there is no Java 11 or newer. */
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
 * The folder with the broker's jars, kept for all projects of this user; fetched with Maven (about 50 MB) when they are not
 * there. Throws StartError KAFKA_NEEDS_MAVEN, KAFKA_FETCH_FAILED.
 */
export const ensureKafkaJars = async (dataDir: string, log: (line: string) => void): Promise<string> => {
  const kept = cacheFolders(dataDir).find((folder) => existsSync(folder))
  if (kept !== undefined) return kept
  const folder = cacheFolders(dataDir).find(canHold)
  if (folder === undefined)
    throw new StartError(
      'DATA_DIR_NOT_WRITABLE',
      `Neither the cache folder of this user nor ${dataDir} can be written`,
    )
  const draft = mkdtempSync(`${folder}.unfinished-`)
  try {
    await fetched(draft, log)
    if (!existsSync(folder)) renameSync(join(draft, 'jars'), folder)
    return folder
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

const cacheFolders = (dataDir: string): string[] => {
  const cache = environment().XDG_CACHE_HOME ?? join(homedir(), '.cache')
  return [join(cache, 'finance-service', `kafka-${kafkaVersion}`), join(dataDir, `kafka-${kafkaVersion}`)]
}

const canHold = (folder: string): boolean => {
  try {
    mkdirSync(join(folder, '..'), { recursive: true })
    rmSync(mkdtempSync(`${folder}.probe-`), { recursive: true })
    return true
  } catch {
    return false
  }
}

const fetched = (draft: string, log: (line: string) => void): Promise<void> => {
  writeFileSync(join(draft, 'pom.xml'), pom)
  const args = [
    '-q',
    '-B',
    '-f',
    join(draft, 'pom.xml'),
    'dependency:copy-dependencies',
    `-DoutputDirectory=${join(draft, 'jars')}`,
    '-DincludeScope=runtime',
  ]
  return new Promise((resolve, reject) => {
    const began = Date.now()
    const seconds = () => Math.round((Date.now() - began) / 1000)
    log(`fetching Kafka ${kafkaVersion} with Maven (about 50 MB, once)`)
    const ticking = setInterval(() => log(`fetching Kafka ${kafkaVersion}: ${seconds()} s`), 3_000)
    const child = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-2000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (cause) => {
      clearInterval(ticking)
      reject(
        new StartError(
          'KAFKA_NEEDS_MAVEN',
          'The local Kafka is fetched with Maven: mvn must be on the PATH (on Debian: apt-get install maven)',
          cause,
        ),
      )
    })
    child.on('close', (code) => {
      clearInterval(ticking)
      if (code === 0) resolve()
      else
        reject(
          new StartError(
            'KAFKA_FETCH_FAILED',
            `Maven could not fetch Kafka ${kafkaVersion}: ${output.trim()}`,
          ),
        )
    })
  })
}
