import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { type Invoke, openFunctions } from '../functions/open-functions.ts'
import { withStores } from '../functions/stores.ts'
import { eventLines, markLine, markLines, retriedLine, skipLine } from './print.ts'
import { markPage, type Retried, retryReport, shown, skipReport } from './reports.ts'

const help = `Streams that the projection has set aside, because one of their records cannot be applied.

  npm run poison -- list  [--tenant ID] [--version N]   those that wait, the oldest first
  npm run poison -- show  STREAM [--version N] [--raw]  the error, the record, and what the event store has
                                                        from there on; --raw shows their contents too,
                                                        which are personal data
  npm run poison -- retry STREAM [--version N]          fold one again, after its cause was mended
  npm run poison -- retry --tenant ID | --all [--version N]
                                                        the same for those of a tenant, or for all
  npm run poison -- skip  STREAM --revision N --reason TEXT --by NAME
                                                        pass over an event for ever, with all that its
                                                        command appended, then fold the stream again;
                                                        without --revision for a record that names no
                                                        stream, which is dropped

--version is that of the read model. A retry that fails again changes nothing but the error that is shown. A
skip is recorded in the event store and cannot be taken back: docs/poison.md says when to use it.

Runs the functions set-aside and project-invoices of this release in this process. Connects to
EVENTSTORE_CONNECTION_STRING (EVENTSTORE_USERNAME, EVENTSTORE_PASSWORD, EVENTSTORE_SSL_CA), as the writer to
the database (DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_SSL, DATABASE_SSL_CA,
DATABASE_WRITER_USERNAME and DATABASE_WRITER_PASSWORD, or DATABASE_WRITER_PASSWORD_SECRET_ARN), and to
REDIS_URL if the service has it.
Without DATABASE_HOST and EVENTSTORE_CONNECTION_STRING it uses the embedded stores of DATA_DIR.
Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 failed or some still
wait, 2 wrong arguments.
`

const options = {
  tenant: { type: 'string' },
  version: { type: 'string' },
  all: { type: 'boolean' },
  raw: { type: 'boolean' },
  revision: { type: 'string' },
  reason: { type: 'string' },
  by: { type: 'string' },
} as const
type Values = { [Name in keyof typeof options]?: string | boolean | undefined }

/** Returns the exit code. */
type Command = (invoke: Invoke) => Promise<number>

const print = (lines: readonly string[]): void => {
  for (const line of lines) process.stdout.write(`${line}\n`)
}

const list =
  (filter: object): Command =>
  async (invoke) => {
    let after: unknown
    let count = 0
    do {
      const page = markPage.parse(await invoke('set-aside', { command: 'list', ...filter, after }))
      print(page.marks.map(markLine))
      count += page.marks.length
      after = page.next ?? undefined
    } while (after !== undefined)
    if (count === 0) process.stderr.write('No stream is set aside\n')
    return 0
  }

/** The name may be misspelt, so this is no success. */
const notSetAside = (): number => {
  process.stderr.write('The stream is not set aside\n')
  return 1
}

const show =
  (request: object): Command =>
  async (invoke) => {
    const { marks, events } = shown.parse(await invoke('set-aside', { command: 'show', ...request }))
    print(marks.flatMap(markLines))
    print(events.flatMap(eventLines))
    return marks.length === 0 ? notSetAside() : 0
  }

const isMended = ({ outcome }: Retried): boolean => outcome === 'repaired' || outcome === 'unmarked'

const retry =
  (filter: { stream?: string | undefined; [option: string]: unknown }): Command =>
  async (invoke) => {
    const request = { command: 'retry', ...filter }
    let after: unknown
    const [counts, stopped] = [{ mended: 0, waiting: 0 }, { value: false }]
    do {
      const report = retryReport.parse(await invoke('set-aside', { ...request, after }))
      print(report.retried.map(retriedLine))
      for (const one of report.retried) counts[isMended(one) ? 'mended' : 'waiting']++
      stopped.value = report.stopped
      after = report.next ?? undefined
    } while (after !== undefined)
    if (filter.stream !== undefined && counts.mended + counts.waiting === 0) return notSetAside()
    process.stderr.write(`${counts.mended} mended, ${counts.waiting} still set aside\n`)
    if (stopped.value) process.stderr.write('Stopped: a store seems to be down, so the others were left\n')
    return counts.waiting === 0 && !stopped.value ? 0 : 1
  }

const skip =
  (request: object): Command =>
  async (invoke) => {
    const report = skipReport.parse(await invoke('set-aside', { command: 'skip', ...request }))
    const retried = report.retried ?? []
    if (report.outcome === 'refused') process.stderr.write(`Not skipped: ${report.why}\n`)
    else print([skipLine(report), ...retried.map(retriedLine)])
    return report.outcome !== 'refused' && retried.every(isMended) ? 0 : 1
  }

/** Each command, the options that belong to it, and whether it takes a stream. */
const commands = {
  list: { run: list, allowed: ['tenant', 'version'], stream: 'none' },
  show: { run: show, allowed: ['version', 'raw'], stream: 'needed' },
  retry: { run: retry, allowed: ['tenant', 'all', 'version'], stream: 'possible' },
  skip: { run: skip, allowed: ['revision', 'reason', 'by'], stream: 'needed' },
} as const

/** @throws UsageError when the words are not one known command, or an option does not belong to it */
const parseCommand = ([name, stream, ...rest]: string[], values: Values): Command => {
  const known = 'use list, show, retry or skip'
  if (name === undefined) throw new UsageError(`No command given: ${known}`)
  if (!Object.hasOwn(commands, name)) throw new UsageError(`"${name}" is not a command: ${known}`)
  const command = commands[name as keyof typeof commands]
  if (rest.length > 0) throw new UsageError(`Unexpected "${rest.join(' ')}"`)
  if (command.stream === 'none' && stream !== undefined) throw new UsageError(`Unexpected "${stream}"`)
  if (command.stream === 'needed' && stream === undefined) throw new UsageError(`${name} needs a STREAM`)
  const allowed: readonly string[] = command.allowed
  const foreign = Object.keys(values).find((option) => !allowed.includes(option))
  if (foreign !== undefined) throw new UsageError(`--${foreign} is not allowed with ${name}`)
  if (name === 'retry') requireOneTarget(stream, values)
  if (name === 'skip') requireReason(values)
  const { all, version, revision, ...others } = values
  return command.run({
    ...others,
    stream,
    version: wholeNumber('version', version, 1),
    revision: wholeNumber('revision', revision, 0),
  })
}

/** So that nobody retries all by leaving something out. */
const requireOneTarget = (stream: string | undefined, { tenant, all }: Values): void => {
  if ([stream, tenant, all].filter((one) => one !== undefined).length !== 1)
    throw new UsageError('retry needs one of STREAM, --tenant ID and --all')
}

const requireReason = ({ reason, by }: Values): void => {
  if (!String(reason ?? '').trim()) throw new UsageError('--reason is missing: why is the event skipped?')
  if (!String(by ?? '').trim()) throw new UsageError('--by is missing: who decides that?')
}

const wholeNumber = (option: string, text: Values[keyof Values], least: number): number | undefined => {
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d{1,9}$/.test(String(text)) && value >= least) return value
  throw new UsageError(`--${option} ${text} is not a number from ${least} up`)
}

const log = (line: string): void => void process.stderr.write(`${line}\n`)

await runCommandLine({
  help,
  options,
  takesWords: true,
  run: async (values, words) => {
    const command = parseCommand(words, values)
    let code = 1
    await withStores('shared', log, async () => {
      code = await command(openFunctions())
    })
    return code
  },
})
