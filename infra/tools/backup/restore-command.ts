import { resolve } from 'node:path'
import { environment } from '../../config/environment.ts'
import { settings } from '../../config/settings.ts'
import { database } from '../../postgres/database.ts'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { markAsRestored, markAsRestoring } from '../../run/local/dev/demo-progress.ts'
import { withStores } from '../functions/stores.ts'
import type { Manifest } from './format/manifest.ts'
import { counted } from './progress.ts'
import { restore, verifyBackup } from './restore.ts'

const help = `Usage: npm run restore -- DIR [--check]

Restores the backup in the folder DIR into empty stores, after it has verified the checksums of all files. It
refuses stores that have other data. Stop the service first, and start it afterwards: it then fills the read
model. A restore that was stopped continues when it is started again with the same DIR.

  --check     verifies the files and changes nothing; it needs no stores
  -h, --help  this text

Connects to EVENTSTORE_CONNECTION_STRING (EVENTSTORE_USERNAME, EVENTSTORE_PASSWORD, EVENTSTORE_SSL_CA) and, as
the owner, to the database: DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_SSL, DATABASE_SSL_CA,
DATABASE_USERNAME and DATABASE_PASSWORD, or DATABASE_PASSWORD_SECRET_ARN. migrations/setup.sql must have
been applied; DATABASE_WRITER_USERNAME and DATABASE_READER_USERNAME name the logins that it made. Without
DATABASE_HOST and EVENTSTORE_CONNECTION_STRING it starts the embedded stores of DATA_DIR, which may
have no data of stores, and stops them at the end; npm run dev uses them then.
Results go to standard output, progress to standard error. Exit codes: 0 done, 1 failed, 2 wrong arguments.
`

const log = (line: string): void => void process.stderr.write(`${line}\n`)

const connectionOptions = { maxConnections: 2, applicationName: 'finance-restore', statementTimeoutMs: 0 }

const run = async (folder: string, manifest: Manifest, begins: () => void): Promise<void> => {
  const logins = settings(['DATABASE_WRITER_USERNAME', 'DATABASE_READER_USERNAME'])
  await restore(manifest, {
    folder,
    owner: database('owner', connectionOptions),
    roles: { writer: logins.DATABASE_WRITER_USERNAME, reader: logins.DATABASE_READER_USERNAME },
    log,
    begins,
  })
}

const summary = (folder: string, { startedAt, events, tenants }: Manifest): string =>
  `${folder}: backup of ${startedAt}, ${counted(events, 'event')} of ${counted(tenants.length, 'tenant')}`

await runCommandLine({
  help,
  options: { check: { type: 'boolean' } },
  takesWords: true,
  run: async ({ check }, [word, ...rest]) => {
    if (word === undefined) throw new UsageError('DIR is missing: the folder of the backup')
    if (rest.length > 0) throw new UsageError(`Unexpected "${rest.join(' ')}"`)
    const folder = resolve(word)
    const manifest = await verifyBackup(folder, log)
    if (check) return void process.stdout.write(`${summary(folder, manifest)}: not damaged\n`)
    const embedded = environment().DATABASE_HOST ? undefined : settings(['DATA_DIR']).DATA_DIR
    await withStores('exclusive', log, () =>
      run(folder, manifest, () => embedded !== undefined && markAsRestoring(embedded)),
    )
    if (embedded !== undefined) markAsRestored(embedded)
    process.stdout.write(
      `${summary(folder, manifest)}: restored. Start the service: it fills the read model\n`,
    )
  },
})
