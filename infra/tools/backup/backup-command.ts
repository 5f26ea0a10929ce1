import { resolve } from 'node:path'
import { database } from '../../postgres/database.ts'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { withStores } from '../functions/stores.ts'
import { backUp } from './backup.ts'
import { counted } from './progress.ts'

const help = `Usage: npm run backup -- DIR

Writes a backup into the folder DIR, which must be empty or absent: the events of EventStoreDB, and the usage
of tenants, which cannot be made again from events. The service may run meanwhile: the backup contains every
event up to the last one at its start. DIR contains personal data, so keep it as safe as the stores.
docs/backup.md describes the files and what is left out.

  -h, --help  this text

Connects to EVENTSTORE_CONNECTION_STRING (EVENTSTORE_USERNAME, EVENTSTORE_PASSWORD, EVENTSTORE_SSL_CA) and, as
the writer, to the database: DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_SSL, DATABASE_SSL_CA,
DATABASE_WRITER_USERNAME and DATABASE_WRITER_PASSWORD, or DATABASE_WRITER_PASSWORD_SECRET_ARN. Without
DATABASE_HOST and EVENTSTORE_CONNECTION_STRING it uses the embedded stores of DATA_DIR, whether or not
npm run dev runs on them.
Results go to standard output, progress to standard error. Exit codes: 0 done, 1 failed, 2 wrong arguments.
`

const log = (line: string): void => void process.stderr.write(`${line}\n`)

const connectionOptions = { maxConnections: 2, applicationName: 'finance-backup', statementTimeoutMs: 0 }

const run = async (folder: string): Promise<void> => {
  const { events, tenants, eventFiles, tableFiles } = await backUp({
    folder,
    sql: database('writer', connectionOptions),
    log,
  })
  const files = [...eventFiles, ...tableFiles.map(({ file }) => file)]
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const rows = tableFiles.reduce((sum, { file }) => sum + file.lines, 0)
  process.stdout.write(
    `${folder}: ${counted(events, 'event')} of ${counted(tenants.length, 'tenant')}, ` +
      `${counted(rows, 'row')} of usage, ${counted(bytes, 'byte')}\n`,
  )
}

await runCommandLine({
  help,
  takesWords: true,
  run: async (_, [folder, ...rest]) => {
    if (folder === undefined) throw new UsageError('DIR is missing: the folder of the backup')
    if (rest.length > 0) throw new UsageError(`Unexpected "${rest.join(' ')}"`)
    await withStores('shared', log, () => run(resolve(folder)))
  },
})
