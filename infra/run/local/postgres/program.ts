import { type SpawnOptions, spawn } from 'node:child_process'
import { StartError } from '../child-process/start-error.ts'
import { dataDirFull } from '../data-folder/folder-error.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'

type Program = { program: string; args: readonly string[]; dataDir: string; input?: string }

/**
 * Runs one of PostgreSQL's programs to its end.
 * @throws StartError when the program fails, with the last lines that it wrote
 */
export const runProgram = (
  { environment }: Binaries,
  account: Account,
  { program, args, dataDir, input }: Program,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const [command, allArgs] = account.command(program, args)
    const child = spawn(command, allArgs, {
      ...spawnIdentity(account),
      cwd: dataDir,
      env: environment,
      stdio: 'pipe',
    })
    let output = ''
    const keepTail = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-4000)
    }
    child.stdout.on('data', keepTail)
    child.stderr.on('data', keepTail)
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
    child.on('error', (cause) => reject(notRunnable(command, cause)))
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(programFailed(program, output, { dataDir, account })),
    )
  })

/** The options of `spawn` that choose the user of the program. */
export const spawnIdentity = (account: Account): SpawnOptions => account.identity ?? {}

export const notRunnable = (command: string, cause: unknown): StartError =>
  new StartError(
    'POSTGRES_NOT_RUNNABLE',
    `${command} cannot be run: ` +
      'the user that runs PostgreSQL must be able to read this repository and its node_modules',
    cause,
  )

/** Returns the error that `output`, written by the program before it failed, describes. */
export const programFailed = (
  program: string,
  output: string,
  { dataDir, account }: { dataDir: string; account: Account },
): StartError => {
  if (/No space left on device|Disk quota exceeded|Check free disk space/.test(output))
    return dataDirFull(dataDir)
  if (/Permission denied|Read-only file system/.test(output)) {
    const user =
      account.identity === undefined
        ? ''
        : ` as user ${account.identity.uid}, who must be able to enter every folder above it`
    return new StartError(
      'DATA_DIR_NOT_WRITABLE',
      `PostgreSQL cannot use DATA_DIR ${dataDir}${user}: ${lastLines(output)}`,
    )
  }
  return new StartError('POSTGRES_FAILED', `${program} failed: ${lastLines(output)}`)
}

const lastLines = (output: string): string => output.trim().split('\n').slice(-5).join(' | ')
