import { createHash } from 'node:crypto'
import { isLocalDate } from '../../domain/calendar/dates.ts'
import { invoiceId } from '../contract/inputs/identifiers.ts'

/** The position of a row in a list: the value that the list is sorted by, as text, and the id of the row. */
export type RowPosition = { key: string; id: string }

/** A list whose cursors are valid in no other: its name or order, and its filter. */
export type List = { name: string; filter: object }

/** Opaque to clients. Contains the order and a hash of the filter, because it is invalid in another list. */
export const encodeCursor = ({ key, id }: RowPosition, { name, filter }: List): string =>
  Buffer.from(JSON.stringify([name, hashOf(filter), key, id])).toString('base64url')

/**
 * The position in a cursor; undefined when it is not a cursor of this list. `isKey` checks the key, which a
 * client may have changed.
 */
export const decodeCursor = (
  cursor: string,
  { name, filter }: List,
  isKey: (key: string) => boolean,
): RowPosition | undefined => {
  const parts = parsed(cursor)
  if (!Array.isArray(parts) || parts.length !== 4 || parts.some((part) => typeof part !== 'string'))
    return undefined
  const [ofList, hash, key, id] = parts as [string, string, string, string]
  const belongs = ofList === name && hash === hashOf(filter)
  // The ids of invoices and receipts have the same form.
  return belongs && isKey(key) && invoiceId.safeParse(id).success ? { key, id } : undefined
}

/** Whether the text is an instant as PostgreSQL writes it. */
export const isInstantOfRow = (text: string): boolean =>
  isLocalDate(text.slice(0, 10)) &&
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?\+00$/.test(text) &&
  !Number.isNaN(Date.parse(text))

const parsed = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}

/** The cursors of a page are made of one filter. */
const hashes = new WeakMap<object, string>()

const hashOf = (filter: object): string => {
  const known = hashes.get(filter) ?? makeHash(filter)
  hashes.set(filter, known)
  return known
}

const makeHash = (filter: object): string => {
  const fields = Object.entries(filter).filter(([, value]) => value !== undefined)
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 12)
}
