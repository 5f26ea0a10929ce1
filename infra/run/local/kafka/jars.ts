import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../../../process/error-code.ts'
import { install } from '../child-process/install.ts'
import { StartError } from '../child-process/start-error.ts'
import { cachedFolder } from '../data-folder/cached-folder.ts'

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
export const ensureKafkaJars = (dataDir: string, log: (line: string) => void): Promise<string> =>
  cachedFolder({ name: `kafka-${kafkaVersion}`, fallback: dataDir }, (draft) => fetchJars(draft, log))

const fetchJars = async (draft: string, log: (line: string) => void): Promise<void> => {
  const pomFile = join(draft, 'pom.xml')
  writeFileSync(pomFile, pom)
  log(`Fetching Kafka ${kafkaVersion} with Maven (about 50 MB, once)`)
  const args = [
    ...['-q', '-B', '-f', pomFile],
    'dependency:copy-dependencies',
    `-DoutputDirectory=${draft}`,
    '-DincludeScope=runtime',
  ]
  const what = `Fetching Kafka ${kafkaVersion}`
  await install({ what, command: 'mvn', args, folder: draft, log }).catch((cause: unknown) => {
    throw errorCode(cause) === 'ENOENT' ? mavenMissing(cause) : fetchFailed(cause)
  })
}

const mavenMissing = (cause: unknown): StartError =>
  new StartError(
    'KAFKA_NEEDS_MAVEN',
    'The local Kafka is fetched with Maven: mvn must be on the PATH (on Debian: apt-get install maven)',
    cause,
  )

const fetchFailed = (cause: unknown): StartError =>
  new StartError(
    'KAFKA_FETCH_FAILED',
    `Maven could not fetch Kafka ${kafkaVersion}: ${cause instanceof Error ? cause.message : cause}`,
    cause,
  )
