import type { Queries, Sql } from '../../../infra/postgres/connect.ts'
import {
  type Change,
  changeOf,
  type Folded,
  loadRows,
  saveRows,
} from '../../read-model/rows/invoice-table.ts'
import { dropCachedRows } from '../../read-model/rows/row-cache.ts'
import { type Applied, applyRecords, unwritten } from './apply.ts'
import type { InvoiceRecord } from './batch.ts'
import { type OpenInvoice, replaceOpenNumbers } from './open-numbers.ts'
import {
  isBetweenReleases,
  isPermanent,
  lockMarkedStreams,
  logMarks,
  type Mark,
  rejectedMark,
  setAside,
} from './set-aside.ts'

/** Stream -> its records in order. */
export type Streams = ReadonlyMap<string, readonly InvoiceRecord[]>

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
 * Updates the rows of one tenant with these records. A row that another writer changed meanwhile is loaded
 * again in a further transaction. When PostgreSQL rejects the write permanently, each stream is written alone
 * and the rejected ones are set aside. The streams of a tenant without tables are set aside too: a tenant is
 * provisioned before its first invoice, and waiting would block the other tenants of the partition.
 * @throws StoreUnavailable when PostgreSQL is not reachable
 * @throws EventStoreUnavailable when missing events cannot be read
 * @throws Error when the failure is temporary; the failed transaction wrote nothing
 */
export const projectTenant = async (sql: Sql, tenantId: string, streams: Streams): Promise<Counts> => {
  let remaining = streams
  let counts = noCounts
  try {
    for (let round = 0; remaining.size > 0; round++) {
      if (round === maxRounds)
        throw new Error(`Other writers changed rows of ${tenantId} ${maxRounds} times in a row`)
      const written = await sql.begin((tx) => writeStreams(tx, tenantId, remaining))
      logMarks(written.marks)
      await dropCachedRows(tenantId, written.reached)
      counts = sumOf(counts, { ...written.counts, again: written.outdated.size })
      remaining = written.outdated
    }
    return counts
  } catch (error) {
    if (!isPermanent(error) || (await isBetweenReleases(sql, tenantId, error))) throw error
    const others = await projectOneByOne(sql, tenantId, remaining, error)
    return sumOf(counts, others)
  }
}

const projectOneByOne = async (
  sql: Sql,
  tenantId: string,
  streams: Streams,
  error: unknown,
): Promise<Counts> => {
  if (streams.size > 1) {
    let counts = noCounts
    for (const entry of streams) {
      const one = await projectTenant(sql, tenantId, new Map([entry]))
      counts = sumOf(counts, one)
    }
    return counts
  }
  const marks = [...streams.values()]
    .map((records) => rejectedMark(records, error))
    .filter((mark) => mark !== undefined)
  logMarks(await setAside(sql, marks))
  return { ...noCounts, setAside: marks.length }
}

type Update = { stream: string; records: readonly InvoiceRecord[]; loaded: Folded; applied: Applied }
type Written = { counts: Counts; marks: readonly Mark[]; outdated: Streams; reached: readonly Reached[] }
/** The revision that the row of an invoice has now. */
type Reached = { id: string; revision: number }

/**
 * Writes rows, open numbers and marks in one transaction. Returns as `outdated` the streams whose rows
 * another writer changed since they were loaded here; nothing is written for them.
 */
const writeStreams = async (tx: Queries, tenantId: string, streams: Streams): Promise<Written> => {
  const marked = await lockMarkedStreams(tx, [...streams.keys()])
  const updates = await loadUpdates(
    tx,
    tenantId,
    [...streams].filter(([stream]) => !marked.has(stream)),
  )
  const changes = new Map(updates.flatMap(changeIn))
  const saved = await saveRows(tx, tenantId, [...changes.values()])
  const isDone = ({ stream }: Update) => !changes.has(stream) || saved.has(changes.get(stream)?.row.id ?? '')
  const done = updates.filter(isDone)
  await replaceOpenNumbers(tx, done.flatMap(changedOpenNumbers))
  const marks = await setAside(tx, done.flatMap(markOf))
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
    reached: done.map(reachedBy),
  }
}

/** Also for rows that were written before: the process may have ended before it dropped their copies. */
const reachedBy = ({ records, applied: { folded } }: Update): Reached => ({
  id: records[0]?.stream.invoiceId ?? '',
  revision: folded.revision,
})

const loadUpdates = async (
  tx: Queries,
  tenantId: string,
  streams: readonly [string, readonly InvoiceRecord[]][],
): Promise<Update[]> => {
  const ids = streams.map(([, records]) => records[0]?.stream.invoiceId ?? '')
  const rows = await loadRows(tx, tenantId, ids)
  const updates: Update[] = []
  for (const [index, [stream, records]] of streams.entries()) {
    const loaded = rows.get(ids[index] ?? '') ?? unwritten
    updates.push({ stream, records, loaded, applied: await applyRecords(loaded, records) })
  }
  return updates
}

const changeIn = ({ stream, loaded, applied: { folded } }: Update): [string, Change][] =>
  folded.revision > loaded.revision && folded.invoice.status !== 'NONE'
    ? [[stream, changeOf(folded.invoice, folded.revision, loaded.revision)]]
    : []

/** The invoice, if it has or had a document without its number and new events were applied. */
const changedOpenNumbers = ({ stream, loaded, applied: { folded } }: Update): OpenInvoice[] => {
  if (folded.invoice.status === 'NONE' || folded.revision === loaded.revision) return []
  const before = loaded.invoice.status === 'NONE' ? 0 : loaded.invoice.openNumbers.length
  return before + folded.invoice.openNumbers.length > 0 ? [{ stream, invoice: folded.invoice }] : []
}

const markOf = ({ stream, records, applied: { failure } }: Update): Mark[] => {
  if (!failure) return []
  const tenantId = records[0]?.stream.tenantId ?? ''
  return [{ stream, tenantId, position: failure.position, failure }]
}
