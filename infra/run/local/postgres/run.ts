import { type SpawnOptions, spawn } from 'node:child_process'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { full } from './folder-error.ts'
import { StartError } from './start-error.ts'

type Program = { program: string; args: readonly string[]; dataDir: string; input?: string }

/** Runs one of PostgreSQL's programs to its end. Throws StartError with the last lines it wrote. */
export const finished = (
  { environment }: Binaries,
  account: Account,
  { program, args, dataDir, input }: Program,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const [command, all] = account.command(program, args)
    const child = spawn(command, all, { ...spawnAs(account), cwd: dataDir, env: environment, stdio: 'pipe' })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-4000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
    child.on('error', (cause) => reject(notRunnable(command, cause)))
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(failure(program, output, { dataDir, account })),
    )
  })

export const spawnAs = (account: Account): SpawnOptions => account.identity ?? {}

export const notRunnable = (command: string, cause: unknown): StartError =>
  new StartError(
    'POSTGRES_NOT_RUNNABLE',
    `${command} cannot be run: the user that runs PostgreSQL must be able to read this repository and its node_modules`,
    cause,
  )

/** Translates what PostgreSQL wrote before it gave up. */
export const failure = (
  program: string,
  output: string,
  { dataDir, account }: { dataDir: string; account: Account },
): StartError => {
  if (/No space left on device|Disk quota exceeded|Check free disk space/.test(output)) return full(dataDir)
  if (/Permission denied|Read-only file system/.test(output)) {
    const who =
      account.identity === undefined
        ? ''
        : ` as user ${account.identity.uid}, who must be let through every folder above it`
    return new StartError(
      'DATA_DIR_NOT_WRITABLE',
      `PostgreSQL cannot use DATA_DIR ${dataDir}${who}: ${lastLines(output)}`,
    )
  }
  return new StartError('POSTGRES_FAILED', `${program} failed: ${lastLines(output)}`)
}

const lastLines = (output: string): string => output.trim().split('\n').slice(-5).join(' | ')
