import { createHash } from 'node:crypto'
import { invoiceId } from '../../contract/inputs/fields.ts'
import type { Filter } from './filter.ts'
import { type Order, orders } from './order.ts'

/** The place of a row in a list: the value it is sorted by, as text, and its id. */
export type Place = { key: string; id: string }

/** Opaque to clients. It carries its order and a mark of its filter, because in another list it would point nowhere. */
export const cursorOf = (place: Place, order: Order, filter: Filter): string =>
  Buffer.from(JSON.stringify([order, markOf(filter), place.key, place.id])).toString('base64url')

/** Undefined when it is no cursor of this order and filter. */
export const placeOf = (cursor: string, order: Order, filter: Filter): Place | undefined => {
  const parts = parsed(cursor)
  if (!Array.isArray(parts) || parts.length !== 4 || parts.some((part) => typeof part !== 'string'))
    return undefined
  const [ofOrder, mark, key, id] = parts as [string, string, string, string]
  const belongs = ofOrder === order && mark === markOf(filter)
  return belongs && orders[order].isKey(key) && invoiceId.safeParse(id).success ? { key, id } : undefined
}

const parsed = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}

const markOf = (filter: Filter): string => {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined)
  const sorted = given.sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 12)
}
