import { createHash } from 'node:crypto'
import { invoiceId } from '../../contract/inputs/identifiers.ts'
import type { Filter } from './filter.ts'
import { type Order, orders } from './order.ts'

/** The position of a row in a list: the value that the list is sorted by, as text, and the id of the row. */
export type RowPosition = { key: string; id: string }

/** Opaque to clients. Contains the order and a hash of the filter, because it is invalid in another list. */
export const cursorOf = (position: RowPosition, order: Order, filter: Filter): string =>
  Buffer.from(JSON.stringify([order, hashOf(filter), position.key, position.id])).toString('base64url')

/** The position in a cursor; undefined when it is not a cursor of this order and filter. */
export const positionOf = (cursor: string, order: Order, filter: Filter): RowPosition | undefined => {
  const parts = parsed(cursor)
  if (!Array.isArray(parts) || parts.length !== 4 || parts.some((part) => typeof part !== 'string'))
    return undefined
  const [ofOrder, hash, key, id] = parts as [string, string, string, string]
  const belongs = ofOrder === order && hash === hashOf(filter)
  return belongs && orders[order].isKey(key) && invoiceId.safeParse(id).success ? { key, id } : undefined
}

const parsed = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}

const hashOf = (filter: Filter): string => {
  const fields = Object.entries(filter).filter(([, value]) => value !== undefined)
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 12)
}
