import { isTenantId } from '../../auth/ids.ts'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { openFunctions } from '../functions/open-functions.ts'
import { withStores } from '../functions/stores.ts'
import { runPart } from './run-part.ts'
import { conclusionOf, linesOf, newTotal } from './total.ts'

const help = `Proves the books of one tenant, or of all, by the streams of the event store.

  npm run audit -- --tenant ID   one tenant
  npm run audit -- --all         all tenants

It reads both stores and changes nothing; the service may run meanwhile. DATABASE_HOST with DATABASE_PORT,
DATABASE_NAME, DATABASE_SSL, DATABASE_SSL_CA, DATABASE_READER_USERNAME and DATABASE_READER_PASSWORD, and
EVENTSTORE_CONNECTION_STRING name the stores; without them it uses the embedded ones of DATA_DIR.
docs/audit.md says what it checks, and what to do about each finding.
Results go to standard output, progress to standard error. Exit codes: 0 nothing is wrong, 1 something is, or
the audit failed, 2 wrong arguments.
`

const progress = (line: string) => void process.stderr.write(`${line}\n`)

/** Returns the exit code. What was found before a failure is printed all the same. */
const audit = async (tenant: string | undefined): Promise<number> => {
  const invoke = openFunctions()
  const total = newTotal()
  const started = performance.now()
  let cursor: unknown
  try {
    do {
      const part = await runPart(invoke, { tenant, cursor }, { progress })
      total.add(part)
      cursor = part.cursor
      const seconds = Math.max((performance.now() - started) / 1_000, 0.001)
      const rate = Math.round(total.events() / seconds)
      progress(`${total.events()} events, ${rate} a second, ${total.findings.length} findings`)
    } while (cursor !== undefined)
  } finally {
    for (const line of linesOf(total)) process.stdout.write(`${line}\n`)
  }
  process.stdout.write(`${conclusionOf(total)}\n`)
  return total.findings.length === 0 ? 0 : 1
}

/** @throws UsageError unless the options name one tenant, or all */
const tenantOf = (tenant: string | undefined, all: boolean | undefined): string | undefined => {
  if ((tenant === undefined) === (all !== true)) throw new UsageError('Use either --tenant ID or --all')
  if (tenant !== undefined && !isTenantId(tenant)) throw new UsageError(`${tenant} is not the id of a tenant`)
  return tenant
}

await runCommandLine({
  help,
  options: { tenant: { type: 'string' }, all: { type: 'boolean' } },
  run: async ({ tenant, all }) => {
    const audited = tenantOf(tenant, all)
    let exitCode = 1
    await withStores('shared', progress, async () => {
      exitCode = await audit(audited)
    })
    return exitCode
  },
})
