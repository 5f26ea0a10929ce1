import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@jest/globals'
import { errorCode } from '../../../process/error-code.ts'
import { install } from '../child-process/install.ts'
import { StartError } from '../child-process/start-error.ts'
import { cachedFolder } from '../data-folder/cached-folder.ts'
import { requireJava } from '../kafka/jars.ts'
import { findOrSkip, showProgress } from './find-or-skip.ts'

const version = '1.28.2'

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId>
  <artifactId>verapdf-jars</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.verapdf.apps</groupId><artifactId>greenfield-apps</artifactId><version>${version}</version>
    </dependency>
  </dependencies>
</project>
`

/**
 * Returns a `test` for tests that validate a PDF with veraPDF, and the folder of its jars. Where it cannot be
 * had the tests are skipped.
 * @throws StartError when CI=true and something is missing: there these tests must run
 */
export const veraPdfTest = async () => {
  const jars = await findOrSkip({
    otherwise: 'no PDF can be validated here',
    absenceCodes: ['KAFKA_NEEDS_JAVA', 'VERAPDF_NEEDS_MAVEN', 'VERAPDF_FETCH_FAILED'],
    find: () => {
      requireJava()
      return cachedFolder({ name: `verapdf-${version}`, fallback: tmpdir() }, fetchJars)
    },
  })
  return { test: jars === undefined ? test.skip : test, jars: jars ?? '' }
}

const fetchJars = async (draft: string): Promise<void> => {
  const pomFile = join(draft, 'pom.xml')
  writeFileSync(pomFile, pom)
  const what = `Fetching veraPDF ${version}`
  const args = ['-q', '-B', '-f', pomFile, 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`]
  await install({ what, command: 'mvn', args, folder: draft, log: showProgress }).catch((cause: unknown) => {
    throw errorCode(cause) === 'ENOENT'
      ? new StartError('VERAPDF_NEEDS_MAVEN', 'veraPDF is fetched with Maven: mvn must be on the PATH', cause)
      : new StartError('VERAPDF_FETCH_FAILED', `Maven could not fetch veraPDF: ${cause}`, cause)
  })
}

/** Returns what veraPDF says of each file, by its name: PASS or FAIL with the rules that it breaks. */
export const validatePdfA2b = (
  jars: string,
  files: Readonly<Record<string, Buffer>>,
): Record<string, string> => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-verapdf-'))
  try {
    const paths = Object.entries(files).map(([name, pdf]) => {
      const path = join(folder, `${name}.pdf`)
      writeFileSync(path, pdf)
      return path
    })
    const options = ['--flavour', '2b', '--format', 'text', '--verbose']
    const command = ['-cp', join(jars, '*'), 'org.verapdf.apps.GreenfieldCliWrapper', ...options, ...paths]
    const lines = run(command).split('\n')
    return Object.fromEntries(
      Object.keys(files).map((name) => [name, resultOf(lines, join(folder, `${name}.pdf`))]),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A file that is not valid makes the exit code 1. */
const run = (args: readonly string[]): string => {
  try {
    return execFileSync('java', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout ?? error)
  }
}

const resultOf = (lines: readonly string[], path: string): string => {
  const first = lines.findIndex((line) => line.includes(path))
  const line = lines[first] ?? 'no result'
  if (/^PASS /.test(line)) return 'PASS'
  return lines.slice(first, first + 10).join('\n')
}
