import { readSkipRecords } from '../../../infra/event-store/skips.ts'
import type { Queries, Sql } from '../../../infra/postgres/connect.ts'
import type { TenantScope } from '../../../infra/postgres/tenant-schema.ts'
import type { Change } from '../../read-model/rows/folded.ts'
import { lockToWrite } from '../../read-model/rows/load-states.ts'
import type { Streams } from './batch.ts'
import { invoiceFolding, isChanged, receiptFolding } from './folding.ts'
import { loadUpdates, type TenantRows, type Update } from './load-updates.ts'
import {
  isBetweenReleases,
  isPermanent,
  lockMarkedStreams,
  logMarks,
  type Mark,
  rejectedMark,
  setAside,
} from './set-aside.ts'

/** What happened to the records of a batch, for the log. `again` counts streams that were loaded again. */
export type Counts = {
  written: number
  duplicates: number
  dropped: number
  reread: number
  setAside: number
  again: number
}
export const noCounts: Counts = { written: 0, duplicates: 0, dropped: 0, reread: 0, setAside: 0, again: 0 }
export const sumOf = (one: Counts, other: Counts): Counts =>
  Object.fromEntries(
    Object.entries(one).map(([name, count]) => [name, count + other[name as keyof Counts]]),
  ) as Counts

/**
 * Maximum number of transactions while another writer keeps changing the same rows. Then the records fail and
 * are delivered again.
 */
const maxRounds = 5

/**
 * Updates the rows of one tenant with these records: those of its invoices, then those of its receipts.
 * @throws StoreUnavailable when PostgreSQL is not reachable
 * @throws EventStoreUnavailable when missing events or the skips of the tenant cannot be read
 * @throws Error when the failure is temporary; the failed transaction wrote nothing
 */
export const projectTenant = async (sql: Sql, scope: TenantScope, streams: Streams): Promise<Counts> => {
  const skips = await readSkipRecords(scope.tenantId)
  const ofInvoices = await projectStreams({ sql, scope, skips, folding: invoiceFolding }, streams)
  return sumOf(ofInvoices, await projectStreams({ sql, scope, skips, folding: receiptFolding }, streams))
}

type Target<State> = TenantRows<State> & { sql: Sql }

const projectStreams = <State>(target: Target<State>, streams: Streams): Promise<Counts> =>
  projectRemaining(
    target,
    new Map([...streams].filter(([, [first]]) => first?.stream.category === target.folding.category)),
  )

/**
 * A row that another writer changed meanwhile is loaded again in a further transaction. States that are too
 * much for one transaction are loaded in further ones too. Each writes all that belongs to its streams: if a
 * later one fails, the records of those before are duplicates when they come again. When PostgreSQL rejects
 * the write permanently, each stream is written alone and the rejected ones are set aside. The streams of a
 * tenant without tables are set aside too: a tenant is provisioned before its first invoice, and waiting
 * would block the other tenants of the partition.
 */
const projectRemaining = async <State>(target: Target<State>, streams: Streams): Promise<Counts> => {
  const { sql, scope, folding } = target
  const later: Streams[] = []
  let remaining = streams
  let counts = noCounts
  try {
    for (let round = 0; remaining.size > 0; round++) {
      if (round === maxRounds)
        throw new Error(`Other writers changed rows of ${scope.tenantId} ${maxRounds} times in a row`)
      const written = await sql.begin((tx) => writeStreams(tx, target, remaining))
      logMarks(written.marks)
      await folding.dropCopies(scope.tenantId, written.reached)
      counts = sumOf(counts, { ...written.counts, again: written.outdated.size })
      remaining = written.outdated
      later.push(...written.later)
    }
  } catch (error) {
    if (!isPermanent(error) || (await isBetweenReleases(sql, scope.tenantId, error))) throw error
    counts = sumOf(counts, await projectOneByOne(target, remaining, error))
  }
  for (const group of later) counts = sumOf(counts, await projectRemaining(target, group))
  return counts
}

const projectOneByOne = async <State>(
  target: Target<State>,
  streams: Streams,
  error: unknown,
): Promise<Counts> => {
  if (streams.size > 1) {
    let counts = noCounts
    for (const entry of streams) {
      const one = await projectRemaining(target, new Map([entry]))
      counts = sumOf(counts, one)
    }
    return counts
  }
  const marks = [...streams.values()]
    .map((records) => rejectedMark(records, error))
    .filter((mark) => mark !== undefined)
  logMarks(await setAside(target.sql, target.scope.version, marks))
  return { ...noCounts, setAside: marks.length }
}

type Written = {
  counts: Counts
  marks: readonly Mark[]
  outdated: Streams
  later: readonly Streams[]
  reached: readonly Reached[]
}
/** The revision that the row of a stream has now. */
type Reached = { id: string; revision: number }

/**
 * Writes rows, what a job has to finish, and marks in one transaction. Returns as `outdated` the streams
 * whose rows another writer changed since they were loaded here, and as `later` those that were not loaded;
 * nothing is written for them.
 */
const writeStreams = async <State>(
  tx: Queries,
  rows: TenantRows<State>,
  streams: Streams,
): Promise<Written> => {
  const { scope, folding } = rows
  const [marked] = await Promise.all([
    lockMarkedStreams(tx, scope.version, [...streams.keys()]),
    lockToWrite(tx, scope, folding.table),
  ])
  const unmarked = new Map([...streams].filter(([stream]) => !marked.has(stream)))
  const { updates, later } = await loadUpdates(tx, rows, unmarked)
  const isToWrite = (update: Update<State>) => isChanged(folding, changeOf(update))
  const saved = await folding.save(tx, scope, updates.filter(isToWrite).map(changeOf))
  const isDone = (update: Update<State>) => !isToWrite(update) || saved.has(update.id)
  const done = updates.filter(isDone)
  await folding.saveRest(tx, scope, done.filter(isToWrite).map(changeOf))
  const marks = await setAside(tx, scope.version, done.flatMap(markOf))
  const outdated = updates.filter((update) => !isDone(update))
  return {
    counts: {
      ...{ written: saved.size, setAside: marks.length, again: 0 },
      dropped: [...marked].reduce((sum, stream) => sum + (streams.get(stream)?.length ?? 0), 0),
      duplicates: done.reduce((sum, { applied }) => sum + applied.duplicates, 0),
      reread: done.filter(({ applied }) => applied.reread).length,
    },
    marks,
    outdated: new Map(outdated.map(({ stream, records }) => [stream, records])),
    later,
    reached: done.map(reachedBy),
  }
}

/** Also for rows that were written before: the process may have ended before it dropped their copies. */
const reachedBy = ({ id, applied: { folded } }: Update<unknown>): Reached => ({
  id,
  revision: folded.revision,
})

const changeOf = <State>({ stream, loaded, applied: { folded } }: Update<State>): Change<State> => ({
  stream,
  loaded,
  folded,
})

const markOf = ({ stream, records, applied: { failure } }: Update<unknown>): Mark[] => {
  if (!failure) return []
  const tenantId = records[0]?.stream.tenantId ?? ''
  return [{ stream, tenantId, position: failure.position, failure }]
}
