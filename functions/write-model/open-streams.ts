import type { Context } from 'aws-lambda'
import { EventStoreUnavailable } from '../../infra/event-store/errors.ts'
import { parseStream } from '../../infra/event-store/stream-names.ts'
import { countShare, metered } from '../../infra/lambda/metered.ts'
import { log, withLogFields } from '../../infra/observability/log.ts'
import { traceInvocation } from '../../infra/observability/trace.ts'
import { database } from '../../infra/postgres/database.ts'
import { type OpenStreamTrigger, pokeRelay } from './poke.ts'

/** A command finishes its stream at once. A stream that is still open after this time was left by a crash. */
const settledAfterSeconds = 10
const pageSize = 200

/**
 * No stream is begun in this time at the end of an invocation, because a slow store needs as long for one.
 */
const reserveMs = 15_000

/** A stream that a command left unfinished, with something that was decided at `since`. */
type OpenStream = { tenant: string; stream: string; since: string }
type After = Pick<OpenStream, 'since' | 'stream'>

/** The schedule sends an EventBridge event, and a command that could not finish its stream the stream. */
type Trigger = Partial<OpenStreamTrigger> | undefined

/** How many streams were finished, and how many failed. Streams with nothing open are not counted. */
export type Finished = { finished: number; failed: number }

type Job = {
  operation: 'finish-numbering' | 'finish-receipts'
  /** The table in which the projection keeps the open streams. */
  table: 'open_numbers' | 'open_receipts'
  /** The log message when a stream fails. */
  failure: string
  /** Finishes a stream; returns whether it was open. */
  finish(stream: string): Promise<boolean>
}

/**
 * Makes the function of a job that finishes streams: on a schedule those in the table that the projection
 * maintains, and for a command its own. A stream that was finished meanwhile is skipped.
 * @throws EventStoreUnavailable for a command while the store does not respond, so that Lambda tries again
 */
export const finishingJob = (job: Job) =>
  metered(
    job.operation,
    (trigger: Trigger, context: Context): Promise<Finished> =>
      traceInvocation(job.operation, {}, async () => {
        const result = trigger?.stream ? await finishOne(job, trigger.stream) : await finishAll(job, context)
        if (result.finished > 0) await pokeRelay()
        return result
      }),
  )

const finishOne = async (job: Job, stream: string): Promise<Finished> => {
  const tenantId = parseStream(stream)?.tenantId ?? ''
  countShare(tenantId)
  const isFinished = await withLogFields({ tenantId }, () => job.finish(stream))
  return { finished: isFinished ? 1 : 0, failed: 0 }
}

const finishAll = async (job: Job, context: Context): Promise<Finished> => {
  const result = { finished: 0, failed: 0 }
  for await (const open of readOpenStreams(job)) {
    if (context.getRemainingTimeInMillis() < reserveMs) break
    countShare(open.tenant)
    const outcome = await withLogFields({ tenantId: open.tenant }, () => tryToFinish(job, open))
    if (outcome === 'store down') break
    if (outcome !== 'nothing open') result[outcome]++
  }
  return result
}

/** Reads all open streams, oldest first and page by page, because a stream that fails stays in the table. */
async function* readOpenStreams(job: Job): AsyncGenerator<OpenStream> {
  let last: After | undefined = { since: '-infinity', stream: '' }
  while (last !== undefined) {
    const page: OpenStream[] = await readOpenPage(job, last)
    yield* page
    last = page.at(-1)
  }
}

const readOpenPage = ({ table }: Job, { since, stream }: After): Promise<OpenStream[]> => {
  const sql = database('writer')
  return sql<OpenStream[]>`
    select tenant, stream, min(decided_at) as since from ${sql(`finance.${table}`)}
    where version = (select version from finance.tenants where id = tenant)
      and decided_at < now() - make_interval(secs => ${settledAfterSeconds})
    group by tenant, stream having (min(decided_at), stream) > (${since}::timestamptz, ${stream})
    order by min(decided_at), stream limit ${pageSize}`
}

type Outcome = 'finished' | 'nothing open' | 'failed' | 'store down'

/**
 * A failure must not block the other streams. When the store is down all would fail, so they wait for the
 * next run.
 */
const tryToFinish = async (job: Job, { stream }: OpenStream): Promise<Outcome> => {
  try {
    return (await job.finish(stream)) ? 'finished' : 'nothing open'
  } catch (error) {
    log('error', job.failure, { stream, error })
    return error instanceof EventStoreUnavailable ? 'store down' : 'failed'
  }
}
