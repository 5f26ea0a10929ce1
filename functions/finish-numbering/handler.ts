import { EventStoreUnavailable } from '../../infra/event-store/errors.ts'
import { log, withLogFields } from '../../infra/observability/log.ts'
import { span } from '../../infra/observability/trace.ts'
import { database } from '../../infra/postgres/database.ts'
import { pokeRelay } from '../commands/poke.ts'
import { finishNumbers } from '../numbering/finish.ts'
import { invoices } from '../streams/invoice.ts'
import { load } from '../streams/stored.ts'

/** Who decides numbers its document at once as a rule; what is still open after this was left by a crash. */
const settledAfterSeconds = 10
const atOnce = 200

type OpenEnd = { tenant: string; stream: string }

/**
 * Scheduled: numbers the documents that were decided and left without their number. The projection keeps the table of open
 * ends; a document that has its number by now is left as it is.
 */
export const handler = async (): Promise<{ finished: number; failed: number }> =>
  span('finish-numbering', {}, async () => {
    const result = { finished: 0, failed: 0 }
    for (const openEnd of await openEnds()) {
      const outcome = await withLogFields({ tenantId: openEnd.tenant }, () => finished(openEnd))
      if (outcome === 'store down') break
      result[outcome]++
    }
    if (result.finished > 0) await pokeRelay()
    return result
  })

const openEnds = (): Promise<OpenEnd[]> => database('writer')<OpenEnd[]>`
  select tenant, stream from finance.open_numbers
  where decided_at < now() - make_interval(secs => ${settledAfterSeconds})
  group by tenant, stream order by min(decided_at) limit ${atOnce}`

/** One that cannot be finished must not keep the others waiting; a store that is down would, so they wait for the next run. */
const finished = async ({ stream }: OpenEnd): Promise<'finished' | 'failed' | 'store down'> => {
  try {
    await finishNumbers(await load(invoices, stream))
    return 'finished'
  } catch (error) {
    log('error', 'A decided document could not be numbered', { stream, error })
    return error instanceof EventStoreUnavailable ? 'store down' : 'failed'
  }
}
