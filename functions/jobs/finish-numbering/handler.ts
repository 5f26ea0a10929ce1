import type { Context } from 'aws-lambda'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { EventStoreUnavailable } from '../../../infra/event-store/errors.ts'
import { parseStream } from '../../../infra/event-store/stream-names.ts'
import { countShare, metered } from '../../../infra/lambda/metered.ts'
import { log, withLogFields } from '../../../infra/observability/log.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import { database } from '../../../infra/postgres/database.ts'
import { finishNumbers } from '../../write-model/numbering/finish.ts'
import { type OpenStreamTrigger, pokeRelay } from '../../write-model/poke.ts'
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
 * The schedule sends an EventBridge event, and a command that could not number its documents their stream.
 */
type Trigger = Partial<OpenStreamTrigger> | undefined

/**
 * Numbers the documents that were decided and have no number: on a schedule those in the table that the
 * projection maintains, and for a command those of its stream. A document that was numbered meanwhile is
 * skipped.
 * @throws EventStoreUnavailable for a command while the store does not respond, so that Lambda tries again
 */
export const handler = metered(
  'finish-numbering',
  (trigger: Trigger, context: Context): Promise<Finished> =>
    traceInvocation('finish-numbering', {}, async () => {
      const result = trigger?.stream ? await finishOne(trigger.stream) : await finishAll(context)
      if (result.finished > 0) await pokeRelay()
      return result
    }),
)

type Finished = { finished: number; failed: number }

const finishOne = async (stream: string): Promise<Finished> => {
  const tenantId = parseStream(stream)?.tenantId ?? ''
  countShare(tenantId)
  const isFinished = await withLogFields({ tenantId }, () => numberDocuments(stream))
  return { finished: isFinished ? 1 : 0, failed: 0 }
}

const finishAll = async (context: Context): Promise<Finished> => {
  const result = { finished: 0, failed: 0 }
  for await (const open of readOpenStreams()) {
    if (context.getRemainingTimeInMillis() < reserveMs) break
    countShare(open.tenant)
    const outcome = await withLogFields({ tenantId: open.tenant }, () => finish(open))
    if (outcome === 'store down') break
    if (outcome !== 'nothing open') result[outcome]++
  }
  return result
}

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
    return (await numberDocuments(stream)) ? 'finished' : 'nothing open'
  } catch (error) {
    log('error', 'A decided document could not be numbered', { stream, error })
    return error instanceof EventStoreUnavailable ? 'store down' : 'failed'
  }
}

/** Returns whether the stream had documents without a number. */
const numberDocuments = async (stream: string): Promise<boolean> => {
  const invoice = await load(invoices, stream)
  if (!invoice || invoice.state.openNumbers.length === 0) return false
  await finishNumbers(invoice)
  return true
}
