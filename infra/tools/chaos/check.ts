import { setTimeout as pause } from 'node:timers/promises'
import { refusalType } from '../../../domain/event/codec.ts'
import { type AllEvent, type Position, readAllPages, readHead } from '../../event-store/all-events.ts'
import { closeEventStore } from '../../event-store/client.ts'
import { parseStream } from '../../event-store/stream-names.ts'
import { closeConnections, type Sql } from '../../postgres/connect.ts'
import { database } from '../../postgres/database.ts'
import { errorCode } from '../../process/error-code.ts'
import { openBooks } from './books.ts'
import type { Sent } from './clients.ts'
import { type Effect, type Finding, openAccounts } from './effects.ts'

/** Proves after some rounds that nothing was lost or doubled, and that the rows are those of the streams. */
export type Check = {
  /** Waits until nothing is open or behind, and returns what is wrong. */
  settle(tenant: string, sent: readonly Sent[]): Promise<Finding[]>
  /** Audits the books of all tenants from the beginning. */
  auditAll(): Promise<Finding[]>
  late(): readonly string[]
  events(): number
}

/** By then every job has run many times, and every lease and session has ended. */
const patienceMs = 120_000
const pollMs = 50

type Seen = { effects: Effect[]; heads: Map<string, number>; last: Position | undefined; events: number }

export const openCheck = (): Check => {
  const accounts = openAccounts()
  const books = openBooks()
  const seen: Seen = { effects: [], heads: new Map(), last: undefined, events: 0 }
  const settle = async (tenant: string, sent: readonly Sent[]): Promise<Finding[]> => {
    const open = await untilQuiet(tenant, seen)
    accounts.add(seen.effects.splice(0))
    return [...open, ...accounts.settle(sent), ...(await books.prove(tenant))]
  }
  return {
    settle: (tenant, sent) => disconnectAfter(settle(tenant, sent)),
    auditAll: () => disconnectAfter(books.proveAll()),
    late: accounts.late,
    events: () => seen.events,
  }
}

/** The next faults would break the connections. */
const disconnectAfter = async <Value>(work: Promise<Value>): Promise<Value> => {
  try {
    return await work
  } finally {
    await closeEventStore()
    await closeConnections()
  }
}

/** Reads the streams and the rows until they agree. Returns what is still open after a long time. */
const untilQuiet = async (tenant: string, seen: Seen): Promise<Finding[]> => {
  const startedMs = performance.now()
  for (;;) {
    const open = await readOpen(tenant, seen).catch((error: unknown) => {
      if (errorCode(error) !== 'STORE_UNAVAILABLE') throw error
      return [`a store does not respond: ${error}`]
    })
    if (open.length === 0) return []
    if (performance.now() - startedMs > patienceMs)
      return open.map((where) => ({
        kind: 'other',
        where,
        what: `not finished after ${patienceMs / 1000} s`,
      }))
    await pause(pollMs)
  }
}

const readOpen = async (tenant: string, seen: Seen): Promise<string[]> => {
  await readNewEvents(seen)
  const sql = database('owner', { maxConnections: 2 })
  const [behind, open] = await Promise.all([rowsBehind(sql, tenant, seen.heads), openStreams(sql)])
  return [...behind, ...open]
}

/** Reads on from where the last reading ended. */
const readNewEvents = async (seen: Seen): Promise<void> => {
  const head = await readHead()
  if (!head || (seen.last && seen.last.commit === head.commit)) return
  const convert = (event: AllEvent) => ({ value: event, bytes: 1_000 })
  for await (const { values, last } of readAllPages(head, convert, seen.last)) {
    for (const event of values) note(event, seen)
    seen.last = last
  }
}

const note = ({ streamId, revision, type, data, metadata }: AllEvent, seen: Seen): void => {
  const stream = parseStream(streamId)
  if (!stream) return
  seen.events++
  // Refusals alone make no row.
  const hasRow = type !== refusalType || seen.heads.has(streamId)
  if ((stream.category === 'invoice' || stream.category === 'receipt') && hasRow)
    seen.heads.set(streamId, Number(revision))
  const { correlationId: name } = metadata as { correlationId?: string }
  const { number } = data as { number?: string }
  if (name !== undefined) seen.effects.push({ name, stream: streamId, type, number })
}

/** The streams of the tenant whose rows do not have their last event, and rows that have more than that. */
const rowsBehind = async (
  sql: Sql,
  tenant: string,
  heads: ReadonlyMap<string, number>,
): Promise<string[]> => {
  const schema = sql(`tenant_${tenant}_v1`)
  const rows = await sql<{ stream: string; revision: string }[]>`
    select 'invoice-' || ${tenant} || '_' || id as stream, revision::text from ${schema}.invoices
    union all
    select 'receipt-' || ${tenant} || '_' || id, revision::text from ${schema}.receipts`
  const revisions = new Map(rows.map(({ stream, revision }) => [stream, Number(revision)]))
  return [...heads].flatMap(([stream, head]) => {
    if (tenantOf(stream) !== tenant || revisions.get(stream) === head) return []
    return [`${stream} is at ${head}, its row at ${revisions.get(stream) ?? 'none'}`]
  })
}

const tenantOf = (stream: string): string | undefined => parseStream(stream)?.tenantId

const openStreams = async (sql: Sql): Promise<string[]> => {
  const rows = await sql<{ stream: string; table: string }[]>`
    select stream, 'has a document without a number' as "table" from finance.open_numbers
    union all select stream, 'has parts that are not carried' from finance.open_receipts
    union all select stream, 'is set aside: ' || error from finance.set_aside`
  return rows.map(({ stream, table }) => `${stream} ${table}`)
}
