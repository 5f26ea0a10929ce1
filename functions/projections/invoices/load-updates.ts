import { snapshotOf } from '../../../domain/event/snapshot.ts'
import { bytesOfJson } from '../../../domain/text/json-bytes.ts'
import type { Skips } from '../../../infra/event-store/skips.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import type { TenantScope } from '../../../infra/postgres/tenant-schema.ts'
import type { Loaded } from '../../read-model/rows/folded.ts'
import { maxStateBytes } from '../../read-model/rows/load-states.ts'
import { type Applied, applyToRow } from './apply.ts'
import { rowId, type StreamRecord, type Streams } from './batch.ts'
import type { Folding } from './folding.ts'

/** The rows of a tenant for the streams of one category, and the events that their folds pass over. */
export type TenantRows<State> = { scope: TenantScope; skips: Skips; folding: Folding<State> }

/** What a row has of a stream, and the state after the records. */
export type Update<State> = {
  stream: string
  id: string
  records: readonly StreamRecord[]
  loaded: Loaded<State>
  applied: Applied<State>
}

/** `later`: the streams whose states are too much for this transaction, in groups for one each. */
type Loading<State> = { updates: Update<State>[]; later: Streams[] }

/**
 * Loads the rows of streams and applies the records to them, as far as the states fit into one transaction.
 * The size of a state that is read from the event store is known only afterwards.
 * @throws EventStoreUnavailable when missing events cannot be read
 */
export const loadUpdates = async <State>(
  tx: Queries,
  { scope, skips, folding }: TenantRows<State>,
  streams: Streams,
): Promise<Loading<State>> => {
  const waiting = new Map([...streams].map((entry) => [idOf(entry), entry]))
  const { rows, later: ids } = await folding.load(tx, scope, [...waiting.keys()])
  const later = ids.map((group) => take(waiting, group))
  const updates: Update<State>[] = []
  let bytesRead = 0
  for (const [id, [stream, records]] of waiting) {
    if (bytesRead >= maxStateBytes) break
    const loaded = rows.get(id) ?? folding.unwritten
    const applied = await applyToRow(folding, loaded, records, skips)
    if (applied.reread) bytesRead += bytesOfJson(snapshotOf({ state: applied.folded.state }))
    updates.push({ stream, id, records, loaded, applied })
    waiting.delete(id)
  }
  return { updates, later: waiting.size === 0 ? later : [new Map(waiting.values()), ...later] }
}

type Entry = [stream: string, records: readonly StreamRecord[]]

const idOf = ([, [first]]: Entry): string => (first ? rowId(first.stream) : '')

/** Takes the streams with these ids out of those that wait. */
const take = (waiting: Map<string, Entry>, ids: readonly string[]): Streams => {
  const entries = ids.map((id) => waiting.get(id)).filter((entry) => entry !== undefined)
  for (const id of ids) waiting.delete(id)
  return new Map(entries)
}
