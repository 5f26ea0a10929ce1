import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import type { Queries, Sql } from '../../../infra/postgres/connect.ts'
import { type Change, changeOf, type Folded, loadRows, saveRows } from '../../read-model/rows/rows.ts'
import type { Delivered } from './delivered.ts'
import { nothing } from './fold.ts'
import { type Followed, follow } from './follow.ts'
import { isBetweenReleases, isLasting } from './lasting.ts'
import { replaceOpenNumbers } from './open-numbers.ts'
import { type Mark, markedStreams, refusedMark, setAside } from './set-aside.ts'

/** Stream -> its records in order. */
export type Streams = ReadonlyMap<string, readonly Delivered[]>

/** What became of the records of a batch, counted for the log. */
export type Effect = {
  written: number
  duplicates: number
  dropped: number
  reread: number
  setAside: number
  again: number
}
export const noEffect: Effect = { written: 0, duplicates: 0, dropped: 0, reread: 0, setAside: 0, again: 0 }
export const together = (one: Effect, other: Effect): Effect =>
  Object.fromEntries(
    Object.entries(one).map(([name, count]) => [name, count + other[name as keyof Effect]]),
  ) as Effect

/** Rounds after which it is left to the next delivery: somebody else writes the same rows as fast as we do. */
const rounds = 5

/**
 * Brings the rows of one tenant up to date with these records. Rows that somebody else moved meanwhile are loaded again in
 * a further transaction. When the database refuses the write for good, each stream is tried alone, and the one that it
 * refuses is set aside: also all streams of a tenant without tables, since a tenant is provisioned before its first invoice
 * and waiting would only hold up the others in the partition.
 * @throws StoreUnavailable, EventStoreUnavailable, and whatever else may pass: nothing of the failed transaction is kept
 */
export const projectTenant = async (sql: Sql, tenantId: string, streams: Streams): Promise<Effect> => {
  let left = streams
  let effect = noEffect
  try {
    for (let round = 0; left.size > 0; round++) {
      if (round === rounds) throw new Error(`Rows of ${tenantId} were moved by others ${rounds} times`)
      const done = await sql.begin((tx) => transaction(tx, tenantId, left))
      effect = together(effect, { ...done.effect, again: done.refused.size })
      left = done.refused
    }
    return effect
  } catch (error) {
    if (!isLasting(error) || (await isBetweenReleases(sql, tenantId, error))) throw error
    const others = await oneByOne(sql, tenantId, left, error)
    return together(effect, others)
  }
}

const oneByOne = async (sql: Sql, tenantId: string, streams: Streams, error: unknown): Promise<Effect> => {
  if (streams.size > 1) {
    let effect = noEffect
    for (const entry of streams) {
      const one = await projectTenant(sql, tenantId, new Map([entry]))
      effect = together(effect, one)
    }
    return effect
  }
  const marks = [...streams.values()]
    .map((records) => refusedMark(records, error))
    .filter((mark) => mark !== undefined)
  await setAside(sql, marks)
  return { ...noEffect, setAside: marks.length }
}

type Invoice = { stream: string; records: readonly Delivered[]; held: Folded; followed: Followed }

/** One transaction: rows, open numbers and marks go together. Answers the streams whose rows others had moved. */
const transaction = async (
  tx: Queries,
  tenantId: string,
  streams: Streams,
): Promise<{ effect: Effect; refused: Streams }> => {
  const marked = await markedStreams(tx, [...streams.keys()])
  const unmarked = [...streams].filter(([stream]) => !marked.has(stream))
  const ids = unmarked.map(([, records]) => records[0]?.stream.invoiceId ?? '')
  const rows = await loadRows(tx, tenantId, ids)
  const invoices: Invoice[] = []
  for (const [index, [stream, records]] of unmarked.entries()) {
    const held = rows.get(ids[index] ?? '') ?? nothing
    invoices.push({ stream, records, held, followed: await follow(held, records) })
  }
  const changes = new Map(invoices.flatMap(changeIn))
  const taken = await saveRows(tx, tenantId, [...changes.values()])
  const isDone = ({ stream }: Invoice) => !changes.has(stream) || taken.has(changes.get(stream)?.row.id ?? '')
  const done = invoices.filter(isDone)
  await replaceOpenNumbers(tx, done.flatMap(numbersMoved))
  const marks = done.flatMap(markOf)
  await setAside(tx, marks)
  const refused = new Map(
    invoices.filter((invoice) => !isDone(invoice)).map(({ stream, records }) => [stream, records]),
  )
  const counted = { written: taken.size, setAside: marks.length, dropped: recordsOf(streams, marked) }
  return { effect: { ...noEffect, ...counted, ...sumOf(done) }, refused }
}

const changeIn = ({ stream, held, followed: { folded } }: Invoice): [string, Change][] =>
  folded.revision > held.revision && folded.invoice.status !== 'NONE'
    ? [[stream, changeOf(folded.invoice, folded.revision, held.revision)]]
    : []

/** Invoices that have, or had until now, a document without its number. */
const numbersMoved = ({
  stream,
  held,
  followed: { folded },
}: Invoice): { stream: string; invoice: ExistingInvoice }[] => {
  if (folded.invoice.status === 'NONE' || folded.revision === held.revision) return []
  const before = held.invoice.status === 'NONE' ? 0 : held.invoice.openNumbers.length
  return before + folded.invoice.openNumbers.length > 0 ? [{ stream, invoice: folded.invoice }] : []
}

const markOf = ({ stream, records, followed: { failure } }: Invoice): Mark[] =>
  failure ? [{ stream, tenantId: records[0]?.stream.tenantId ?? '', place: failure.place, failure }] : []

const recordsOf = (streams: Streams, chosen: ReadonlySet<string>): number =>
  [...streams].filter(([stream]) => chosen.has(stream)).reduce((sum, [, records]) => sum + records.length, 0)

const sumOf = (invoices: readonly Invoice[]): Pick<Effect, 'duplicates' | 'reread'> => ({
  duplicates: invoices.reduce((sum, { followed }) => sum + followed.duplicates, 0),
  reread: invoices.filter(({ followed }) => followed.reread).length,
})
