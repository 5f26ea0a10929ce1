import { AsyncLocalStorage } from 'node:async_hooks'
import * as z from 'zod'
import { provideHostRuntime } from '../../lambda/runtime.ts'
import { closeConnections } from '../../postgres/connect.ts'
import { labelOf } from '../../postgres/migrations.ts'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { checkConfiguration } from './configuration.ts'
import { findManifest } from './find-manifest.ts'
import { createLambda } from './lambda.ts'
import { loadFrom } from './module.ts'
import { readOwnManifest } from './roles.ts'

const help = `Usage: node migrate.js [run|show|revert] [--tenant ID] [--name MIGRATION]

Invokes the function migrate of the built service, for containers, which have no npm and no sources.

  run     makes the logins and the shared tables, and applies the migrations of all tenants (the default);
          it can be repeated
  show    prints what is applied and what is pending
  revert  reverts the newest migration, where it is applied; with --name that one, so that the
          command can be repeated

It needs DATABASE_HOST, DATABASE_USERNAME with DATABASE_PASSWORD, and the passwords of the three other logins.
Results go to standard output, progress to standard error.
Exit codes: 0 done, 1 failed, 2 wrong arguments
`

const migrations = z.array(z.object({ tenant: z.string(), version: z.number(), name: z.string() }))

/** What the function migrate returns. */
const migrationReport = z.object({
  /** False when its time was over before it had applied all. */
  done: z.boolean(),
  applied: migrations,
  reverted: migrations,
  pending: migrations,
})

const commands = ['run', 'show', 'revert'] as const
type Command = (typeof commands)[number]

/** @throws UsageError when the words are not one known command */
const commandOf = ([word = 'run', ...rest]: string[]): Command => {
  const command = commands.find((one) => one === word)
  if (command === undefined) throw new UsageError(`"${word}" is not a command: use run, show or revert`)
  if (rest.length > 0) throw new UsageError(`Unexpected "${rest.join(' ')}"`)
  return command
}

const key = 'migrate'

type Options = { tenant: string | undefined; name: string | undefined }

/** Returns a function that invokes the function migrate in this process. */
const openFunction = () => {
  const manifest = readOwnManifest(findManifest(import.meta.dirname), process.env)
  const own = [...manifest.functions].filter(([name]) => name === key)
  checkConfiguration({ ...manifest, functions: new Map(own) })
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  const lambda = createLambda({ manifest, environment, loadHandler: loadFrom(manifest.folder) })
  provideHostRuntime({ environment, invoke: lambda.invoke })
  return async (command: Command, options: Options) =>
    migrationReport.parse(await lambda.invoke(key, { command, ...options }, 'RequestResponse'))
}

const print = (word: string, list: z.infer<typeof migrations>): void => {
  for (const one of list) process.stdout.write(`${word}  ${labelOf(one)}  ${one.name}\n`)
}

/**
 * @throws UsageError for a name without revert
 * @throws Error when the function fails, or applies nothing although migrations are pending
 */
const migrate = async (command: Command, options: Options): Promise<void> => {
  if (command !== 'revert' && options.name !== undefined)
    throw new UsageError(`--name is not allowed with ${command}`)
  const invoke = openFunction()
  for (;;) {
    const { done, applied, reverted, pending } = await invoke(command, options)
    print('applied', applied)
    print('reverted', reverted)
    if (done || command !== 'run') return print('pending', command === 'show' ? pending : [])
    if (applied.length === 0) throw new Error(`${pending.length} migrations are pending and none was applied`)
  }
}

await runCommandLine({
  help,
  options: { tenant: { type: 'string' }, name: { type: 'string' } },
  takesWords: true,
  run: ({ tenant, name }, words) =>
    migrate(commandOf(words), { tenant, name }).finally(() => closeConnections()),
})
