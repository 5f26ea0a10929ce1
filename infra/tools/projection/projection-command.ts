import { setTimeout as pause } from 'node:timers/promises'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { type Invoke, openFunctions } from '../functions/open-functions.ts'
import { withStores } from '../functions/stores.ts'
import { rebuild } from './rebuild.ts'
import { type Compared, comparedLines, lag, type Report, report, statusLines } from './report.ts'

const help = `The versions of the read model.

  npm run projection -- status                       show the versions, how far relay and projection are, and
                                                     which version each tenant reads
  npm run projection -- rebuild                      make the next version beside the one in use, and fill it
                                                     from the event store; goes on where an earlier call ended
  npm run projection -- compare  [--tenant ID]       compare both versions row by row and sum by sum
  npm run projection -- switch   --to N [--tenant ID]   let all tenants, or one, read version N
  npm run projection -- rollback [--tenant ID]       let them read the older version again
  npm run projection -- retire   --version N         end a version that no tenant reads, and drop its tables

Both versions are written on until one is retired, so that a switch can be taken back at any time.

Connects to DATABASE_HOST as the owner and to EVENTSTORE_CONNECTION_STRING, or to the embedded stores of
DATA_DIR. With Kafka it reads KAFKA_BROKERS or KAFKA_CLUSTER_ARN for the lag.
Results go to standard output, progress to standard error. Exit codes: 0 done and equal, 1 failed or
different, 2 wrong arguments.
`

type Values = { tenant?: string | undefined; to?: string | undefined; version?: string | undefined }

const print = (lines: readonly string[]): void => {
  for (const line of lines) process.stdout.write(`${line}\n`)
}
const progress = (line: string): void => void process.stderr.write(`${line}\n`)

const ask = async (invoke: Invoke, request: object): Promise<Report> =>
  report.parse(await invoke('read-models', request))

const status = async (invoke: Invoke): Promise<void> =>
  print(statusLines(await ask(invoke, { command: 'status' }), lag.parse(await invoke('measure-lag', {}))))

/** Rows that are behind are compared again for so long. */
const attempts = 15
const pauseMs = 1_000

const compareTenant = async (invoke: Invoke, tenant: string): Promise<boolean> => {
  let compared: Compared | undefined
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await pause(pauseMs)
    compared = (await ask(invoke, { command: 'compare', tenant })).compared
    if (compared === undefined || compared.behind === 0) break
    progress(`${tenant}: ${compared.behind} rows of one version have fewer events; compared again`)
  }
  if (compared === undefined) return false
  print(comparedLines(compared))
  return compared.different + compared.figures.length + compared.behind === 0
}

const compare = async (invoke: Invoke, tenant: string | undefined): Promise<number> => {
  const { tenants } = await ask(invoke, { command: 'status' })
  let areEqual = true
  for (const id of tenant === undefined ? tenants.map((one) => one.tenant) : [tenant])
    areEqual = (await compareTenant(invoke, id)) && areEqual
  return areEqual ? 0 : 1
}

const printSwitched = ({ switched = [] }: Report): void => {
  print(switched.map(({ tenant, from }) => `switched  ${tenant}  from version ${from}`))
  if (switched.length === 0) progress('Nothing to do')
}

/** @throws UsageError when the text is not a number of a version, or is missing */
const versionIn = (text: string | undefined, option: string): number => {
  if (text !== undefined && /^[1-9]\d{0,4}$/.test(text)) return Number(text)
  throw new UsageError(`${option} needs the number of a version: npm run projection -- status shows them`)
}

type Command = (invoke: Invoke, values: Values) => Promise<number | undefined> | Promise<void>

const commands: Record<string, { options: readonly (keyof Values)[]; run: Command }> = {
  status: { options: [], run: status },
  rebuild: {
    options: [],
    run: async (invoke) => {
      const { models } = await rebuild({ invoke, log: progress })
      const filled = models.at(-1)
      print([
        `version ${filled?.version} is filled with ${filled?.filledEvents} events: compare it, then switch`,
      ])
    },
  },
  compare: { options: ['tenant'], run: (invoke, { tenant }) => compare(invoke, tenant) },
  switch: {
    options: ['to', 'tenant'],
    run: async (invoke, { to, tenant }) =>
      printSwitched(await ask(invoke, { command: 'switch', version: versionIn(to, '--to'), tenant })),
  },
  rollback: {
    options: ['tenant'],
    run: async (invoke, { tenant }) => printSwitched(await ask(invoke, { command: 'rollback', tenant })),
  },
  retire: {
    options: ['version'],
    run: async (invoke, { version }) => {
      const number = versionIn(version, '--version')
      await ask(invoke, { command: 'retire', version: number })
      print([`retired  version ${number}`])
    },
  },
}

/** @throws UsageError when the words are not one known command, or an option does not belong to it */
const commandOf = ([name, ...rest]: string[], values: Values) => {
  const known = `use ${Object.keys(commands).join(', ')}`
  if (name === undefined) throw new UsageError(`No command given: ${known}`)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new UsageError(`"${name}" is not a command: ${known}`)
  if (rest.length > 0) throw new UsageError(`Unexpected "${rest.join(' ')}"`)
  const foreign = Object.entries(values).find(
    ([option, value]) => value !== undefined && !command.options.some((one) => one === option),
  )
  if (foreign) throw new UsageError(`--${foreign[0]} is not allowed with ${name}`)
  if (name === 'switch') versionIn(values.to, '--to')
  if (name === 'retire') versionIn(values.version, '--version')
  return command
}

await runCommandLine({
  help,
  options: { tenant: { type: 'string' }, to: { type: 'string' }, version: { type: 'string' } },
  takesWords: true,
  run: async ({ tenant, to, version }, words) => {
    const values = { tenant, to, version }
    const command = commandOf(words, values)
    let exitCode: number | undefined
    await withStores('shared', progress, async () => {
      exitCode = (await command.run(openFunctions(), values)) ?? undefined
    })
    return exitCode
  },
})
