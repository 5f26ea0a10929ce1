import type { Context } from 'aws-lambda'
import { metered } from '../../../infra/lambda/metered.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import { database } from '../../../infra/postgres/database.ts'
import { type Refolded, refoldRows } from './refold-rows.ts'

/**
 * No page is begun in this time at the end of an invocation: a slow store needs as long for one.
 */
const reserveMs = 30_000

/**
 * Has rows folded again whose states have another shape than this release gives them: those of an older
 * release, which are not in the ledger either. It is a job and no part of the migration, because the release
 * before writes such rows until its last process has ended, which is after the migration.
 * @throws StoreUnavailable when the database is not reachable
 * @throws EventStoreUnavailable when the streams cannot be read
 * @throws RecordsNotProcessed when the projection fails
 */
export const handler = metered(
  'refold-rows',
  (_: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<Refolded> =>
    traceInvocation('refold-rows', {}, () =>
      refoldRows(database('writer'), () => context.getRemainingTimeInMillis() > reserveMs),
    ),
)
