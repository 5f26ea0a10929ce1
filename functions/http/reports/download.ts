import { settings } from '../../../infra/config/settings.ts'
import type { Queries, Sql } from '../../../infra/postgres/connect.ts'
import { database } from '../../../infra/postgres/database.ts'
import { iterateAsTenant, TenantNotFound } from '../../../infra/postgres/tenant-schema.ts'
import { countWaitingInvoices } from '../../read-model/ledger/coverage.ts'
import { unknownTenant } from '../../read-model/unknown-tenant.ts'
import type { CsvFile } from './csv-file.ts'
import { tooManyDownloads } from './report-error.ts'

/** How many files a process makes at once. The next ones wait 5 s for their turn, and then are refused. */
const maxDownloads = 4
/** How many files of a tenant all processes make at once, so that its slow clients leave turns to others. */
const maxOfTenant = 2

/**
 * Makes a file of a tenant, while it is taken. All of it is read in one transaction, so it shows one state of
 * the ledger; the transaction ends with the iteration. `tellWaiting` gets the number of invoices whose
 * documents may be missing, before the first part.
 * @throws HttpError when the tenant has no ledger (404) or downloads too much already (429)
 * @throws StoreUnavailable when the database cannot be reached or no turn comes in time
 */
export async function* download(
  tenantId: string,
  file: CsvFile,
  tellWaiting: (invoices: number) => void,
): AsyncGenerator<string, void, undefined> {
  try {
    yield* iterateAsTenant(connections(), { tenantId }, async function* (sql) {
      await takeTurn(sql)
      tellWaiting(await countWaitingInvoices(sql))
      yield* file(sql)
    })
  } catch (error) {
    throw error instanceof TenantNotFound ? unknownTenant() : error
  }
}

/**
 * Takes one of the turns of the tenant until the transaction ends. They are locks in the database, because on
 * AWS each download is in a process of its own.
 */
const takeTurn = async (sql: Queries): Promise<void> => {
  const [turn] = await sql`
    select turn from generate_series(1, ${maxOfTenant}::integer) as turn
    where pg_try_advisory_xact_lock(hashtext('finance.reports.' || current_user), turn) limit 1`
  if (turn === undefined) throw tooManyDownloads(maxOfTenant)
}

/**
 * The connections of downloads. They are not those of the queries, because each is in use for as long as its
 * client takes: a few slow clients would leave none to all others.
 */
const connections = (): Sql => {
  const { DATABASE_POOL_SIZE } = settings(['DATABASE_POOL_SIZE'])
  const maxConnections = Math.min(maxDownloads, DATABASE_POOL_SIZE)
  return database('reader', { maxConnections, applicationName: 'finance-reports' })
}
