import { parseStream } from '../../../infra/event-store/stream-names.ts'
import { log } from '../../../infra/observability/log.ts'
import { count } from '../../../infra/observability/metrics.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import { type MarkedStream, type Repaired, requestRepair } from '../../read-model/repair.ts'
import { readLiveVersions } from '../../read-model/versions.ts'
import { type Cursor, cursorOf, type Filter, readMarks } from './marks.ts'

/**
 * `not run`: the projection could not be invoked, or a store was down; the mark is as before. `no stream`:
 * the mark of a record without a stream, of which there is nothing to fold.
 */
export type Retried = MarkedStream &
  (Repaired | { outcome: 'not run'; error: string } | { outcome: 'no stream' })

/**
 * What became of each mark, and where to go on when the time was over; null at the end. `stopped`: a store
 * seems to be down, and the other marks were left.
 */
export type RetryReport = { retried: Retried[]; next: Cursor | null; stopped: boolean }

/** An invocation retries so many marks at most. */
const maxMarks = 500

/** When so many in a row cannot be run, a store is down, and the others are left to the next attempt. */
const maxFailures = 3

/**
 * Has the projections fold streams that are set aside once more, oldest first and one after the other. Marks
 * of a version of the read model that is no longer written stay: nobody reads its rows. Stops before a stream
 * when `mayContinue` says no.
 */
export const retryMarks = async (
  sql: Queries,
  filter: Filter,
  mayContinue: () => boolean,
): Promise<RetryReport> => {
  const marks = await readMarks(sql, { ...filter, live: await readLiveVersions(sql) }, maxMarks)
  const retried: Retried[] = []
  let failures = 0
  let done = filter.after ?? null
  for (const mark of marks) {
    if (retried.length > 0 && !mayContinue()) return { retried, next: done, stopped: false }
    const outcome = await retryOne(mark)
    retried.push(outcome)
    done = cursorOf(mark)
    failures = outcome.outcome === 'not run' ? failures + 1 : 0
    if (failures === maxFailures) return { retried, next: null, stopped: true }
  }
  return { retried, next: marks.length === maxMarks ? done : null, stopped: false }
}

/** Has the projection fold one stream that is set aside in a version of the read model once more. */
export const retryOne = async ({ stream, version }: MarkedStream): Promise<Retried> => {
  if (!isFolded(stream)) return { stream, version, outcome: 'no stream' }
  try {
    return { stream, version, ...(await requestRepair({ stream, version })) }
  } catch (error) {
    log('error', 'A stream that is set aside could not be folded again', { stream, version, error })
    count('projection_retried_marks_total', { outcome: 'not_run' })
    return {
      stream,
      version,
      outcome: 'not run',
      error: error instanceof Error ? error.message : String(error),
    }
  }
}

/** False for the mark of a record without a stream, whose name is a position in Kafka. */
const isFolded = (stream: string): boolean => {
  const category = parseStream(stream)?.category
  return category === 'invoice' || category === 'receipt'
}
