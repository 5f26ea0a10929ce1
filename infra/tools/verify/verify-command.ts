import { text } from 'node:stream/consumers'
import { environment } from '../../config/environment.ts'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { type Item, lineOf } from './item.ts'
import { verify } from './verify.ts'

const help = `Usage: npm run verify -- URL [options]

The checklist after a deployment, one line an item: ok, FAILED or not checked. URL is the address of the
service, such as http://localhost:3006 or https://abc.execute-api.ap-southeast-1.amazonaws.com/prod.

  --token -                 reads a token from standard input. With a token a draft is created, read back,
                            printed and cancelled. It is never approved: it uses an INV number and no
                            legal number. The roles admin and finance_manager may do this
  --token TOKEN             the token itself: the list of processes and npm's own output show it
  --metrics URL             where the host serves its metrics, if not at URL/metrics: with METRICS_PORT
  --collector URL or FILE   looks for the trace of the draft: the query address of Jaeger or Tempo, such as
                            http://jaeger:16686, or the file that the collector writes
  --logs FILE               looks for a line of a request in the log of the service
  --backup DIR              checks the newest backup in DIR
  --backup-max-hours HOURS  the age that it may have (26)
  -h, --help                this text

Without --token the variable VERIFY_TOKEN may have the token.
Results go to standard output. Exit codes: 0 nothing failed, 1 an item failed, 2 wrong arguments.
`

/** @throws UsageError when the text is not an address */
const parseUrl = (text: string | undefined, name: string): string => {
  if (text === undefined) throw new UsageError(`${name} is missing: the address of the service`)
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${name} ${text} is not an address: write http://host:port or https://host`)
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

/** @throws UsageError when the text is not a number of hours */
const parseHours = (text: string): number => {
  const hours = Number(text)
  if (text.trim() !== '' && hours > 0 && Number.isFinite(hours)) return hours
  throw new UsageError(`--backup-max-hours ${text} is not a number of hours above 0`)
}

/**
 * Returns the token; undefined when neither the option nor VERIFY_TOKEN is set.
 * @throws UsageError when that is not the text of a token
 */
const readToken = async (option: string | undefined): Promise<string | undefined> => {
  const { VERIFY_TOKEN } = environment()
  const token = option === '-' ? (await text(process.stdin)).trim() : option || VERIFY_TOKEN || undefined
  if (token === undefined || /^[\w.~+/-]+=*$/.test(token)) return token
  throw new UsageError('This is not a token. The output of npm run --silent token is one')
}

const summaryOf = (items: readonly Item[]): string => {
  const count = (status: Item['status']) => items.filter((item) => item.status === status).length
  return `${count('ok')} ok, ${count('FAILED')} failed, ${count('not checked')} not checked\n`
}

await runCommandLine({
  help,
  options: {
    token: { type: 'string' },
    metrics: { type: 'string' },
    collector: { type: 'string' },
    logs: { type: 'string' },
    backup: { type: 'string' },
    'backup-max-hours': { type: 'string' },
  },
  takesWords: true,
  run: async (values, [word, ...rest]) => {
    if (rest.length > 0) throw new UsageError(`Unexpected "${rest.join(' ')}"`)
    const items: Item[] = []
    const options = {
      url: parseUrl(word, 'URL').replace(/\/graphql$/, ''),
      token: await readToken(values.token),
      metricsUrl: values.metrics === undefined ? undefined : parseUrl(values.metrics, '--metrics'),
      collector: values.collector,
      logFile: values.logs,
      backupFolder: values.backup,
      maxBackupAgeHours: parseHours(values['backup-max-hours'] ?? '26'),
    }
    await verify(options, (item) => {
      items.push(item)
      process.stdout.write(`${lineOf(item)}\n`)
    })
    process.stderr.write(summaryOf(items))
    return items.some(({ status }) => status === 'FAILED') ? 1 : 0
  },
})
