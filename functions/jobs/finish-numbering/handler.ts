import type { Context } from 'aws-lambda'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { EventStoreUnavailable } from '../../../infra/event-store/errors.ts'
import { log, withLogFields } from '../../../infra/observability/log.ts'
import { inSpan } from '../../../infra/observability/trace.ts'
import { database } from '../../../infra/postgres/database.ts'
import { finishNumbers } from '../../write-model/numbering/finish.ts'
import { pokeRelay } from '../../write-model/poke.ts'
import { load } from '../../write-model/stream.ts'

/** Who decides numbers its document at once as a rule; what is still open after this was left by a crash. */
const settledAfterSeconds = 10
const atOnce = 200

/** Milliseconds before the end of the invocation at which no further document is begun: one takes as long where the store is slow. */
const reserve = 15_000

/** A stream with documents that wait for their number, the oldest of them decided at `since`. */
type OpenEnd = { tenant: string; stream: string; since: string }

/**
 * Scheduled: numbers the documents that were decided and left without their number. The projection keeps the table of open
 * ends; a document that has its number by now is left as it is.
 */
export const handler = async (
  _trigger: unknown,
  context: Context,
): Promise<{ finished: number; failed: number }> =>
  inSpan('finish-numbering', {}, async () => {
    const result = { finished: 0, failed: 0 }
    for await (const openEnd of openEnds()) {
      if (context.getRemainingTimeInMillis() < reserve) break
      const outcome = await withLogFields({ tenantId: openEnd.tenant }, () => finished(openEnd))
      if (outcome === 'store down') break
      if (outcome !== 'nothing open') result[outcome]++
    }
    if (result.finished > 0) await pokeRelay()
    return result
  })

/** Oldest first, each page behind the one before: what fails stays in the table, and would else be all that is ever tried. */
async function* openEnds(): AsyncGenerator<OpenEnd> {
  let last: Pick<OpenEnd, 'since' | 'stream'> | undefined = { since: '-infinity', stream: '' }
  while (last !== undefined) {
    const page: OpenEnd[] = await openEndsAfter(last)
    yield* page
    last = page.at(-1)
  }
}

const openEndsAfter = ({ since, stream }: Pick<OpenEnd, 'since' | 'stream'>): Promise<OpenEnd[]> => database(
  'writer',
)<OpenEnd[]>`
  select tenant, stream, min(decided_at) as since from finance.open_numbers
  where decided_at < now() - make_interval(secs => ${settledAfterSeconds})
  group by tenant, stream having (min(decided_at), stream) > (${since}::timestamptz, ${stream})
  order by min(decided_at), stream limit ${atOnce}`

type Outcome = 'finished' | 'nothing open' | 'failed' | 'store down'

/** One that cannot be finished must not keep the others waiting; a store that is down would, so they wait for the next run. */
const finished = async ({ stream }: OpenEnd): Promise<Outcome> => {
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
