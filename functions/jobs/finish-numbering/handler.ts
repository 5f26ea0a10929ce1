import type { Context } from 'aws-lambda'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { EventStoreUnavailable } from '../../../infra/event-store/errors.ts'
import { countShare, metered } from '../../../infra/lambda/metered.ts'
import { log, withLogFields } from '../../../infra/observability/log.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import { database } from '../../../infra/postgres/database.ts'
import { finishNumbers } from '../../write-model/numbering/finish.ts'
import { pokeRelay } from '../../write-model/poke.ts'
import { load } from '../../write-model/stream.ts'

/**
 * A command numbers its document at once. A document that is still open after this time was left by a crash.
 */
const settledAfterSeconds = 10
const pageSize = 200

/**
 * No document is begun in this time at the end of an invocation, because a slow store needs as long for one.
 */
const reserveMs = 15_000

/** A stream with documents that have no number yet, the oldest of them decided at `since`. */
type OpenStream = { tenant: string; stream: string; since: string }
type After = Pick<OpenStream, 'since' | 'stream'>

/**
 * Scheduled: numbers the documents that were decided and have no number. The projection maintains the table
 * of them. A document that was numbered meanwhile is skipped.
 */
export const handler = metered(
  'finish-numbering',
  (_trigger: unknown, context: Context): Promise<Finished> => finishAll(context),
)

type Finished = { finished: number; failed: number }

const finishAll = (context: Context): Promise<Finished> =>
  traceInvocation('finish-numbering', {}, async () => {
    const result = { finished: 0, failed: 0 }
    for await (const open of readOpenStreams()) {
      if (context.getRemainingTimeInMillis() < reserveMs) break
      countShare(open.tenant)
      const outcome = await withLogFields({ tenantId: open.tenant }, () => finish(open))
      if (outcome === 'store down') break
      if (outcome !== 'nothing open') result[outcome]++
    }
    if (result.finished > 0) await pokeRelay()
    return result
  })

/** Reads all open streams, oldest first and page by page, because a stream that fails stays in the table. */
async function* readOpenStreams(): AsyncGenerator<OpenStream> {
  let last: After | undefined = { since: '-infinity', stream: '' }
  while (last !== undefined) {
    const page: OpenStream[] = await readOpenPage(last)
    yield* page
    last = page.at(-1)
  }
}

const readOpenPage = ({ since, stream }: After): Promise<OpenStream[]> => {
  const sql = database('writer')
  return sql<OpenStream[]>`
    select tenant, stream, min(decided_at) as since from finance.open_numbers
    where decided_at < now() - make_interval(secs => ${settledAfterSeconds})
    group by tenant, stream having (min(decided_at), stream) > (${since}::timestamptz, ${stream})
    order by min(decided_at), stream limit ${pageSize}`
}

type Outcome = 'finished' | 'nothing open' | 'failed' | 'store down'

/**
 * Numbers the documents of a stream. A failure must not block the other streams. When the store is down all
 * would fail, so they wait for the next run.
 */
const finish = async ({ stream }: OpenStream): Promise<Outcome> => {
  try {
    const invoice = await load(invoices, stream)
    if (!invoice || invoice.state.openNumbers.length === 0) return 'nothing open'
    await finishNumbers(invoice)
    return 'finished'
  } catch (error) {
    log('error', 'A decided document could not be numbered', { stream, error })
    return error instanceof EventStoreUnavailable ? 'store down' : 'failed'
  }
}
