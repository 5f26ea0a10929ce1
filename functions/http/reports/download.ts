import { settings } from '../../../infra/config/settings.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'
import { database } from '../../../infra/postgres/database.ts'
import { iterateAsTenant, TenantNotFound } from '../../../infra/postgres/tenant-schema.ts'
import type { CsvFile } from './csv-file.ts'
import { tooManyDownloads, unknownTenant } from './report-error.ts'

/** How many files a process makes at once. The next ones wait 5 s for their turn, and then are refused. */
const mostDownloads = 4
/** How many of them are of one tenant, so that its slow clients leave a turn to others. */
const mostOfTenant = 2

const running = new Map<string, number>()

/**
 * Makes a file of a tenant, while it is taken. All of it is read in one transaction, so it shows one state of
 * the ledger; the transaction ends with the iteration.
 * @throws HttpError when the tenant has no ledger (404) or downloads too much already (429)
 * @throws StoreUnavailable when the database cannot be reached or no turn comes in time
 */
export async function* download(tenantId: string, file: CsvFile): AsyncGenerator<string, void, undefined> {
  const others = running.get(tenantId) ?? 0
  if (others >= mostOfTenant) throw tooManyDownloads(mostOfTenant)
  running.set(tenantId, others + 1)
  try {
    yield* iterateAsTenant(connections(), { tenantId }, file)
  } catch (error) {
    throw error instanceof TenantNotFound ? unknownTenant() : error
  } finally {
    const left = (running.get(tenantId) ?? 1) - 1
    if (left > 0) running.set(tenantId, left)
    else running.delete(tenantId)
  }
}

/**
 * The connections of downloads. They are not those of the queries, because each is in use for as long as its
 * client takes: a few slow clients would leave none to all others.
 */
const connections = (): Sql => {
  const { DATABASE_POOL_SIZE } = settings(['DATABASE_POOL_SIZE'])
  const maxConnections = Math.min(mostDownloads, DATABASE_POOL_SIZE)
  return database('reader', { maxConnections, applicationName: 'finance-reports' })
}
