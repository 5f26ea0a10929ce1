import { isLocalDate } from '../../../domain/calendar/dates.ts'
import { isInstantOfRow } from '../../read-model/cursor.ts'

const isAmount = (text: string): boolean => /^\d{1,18}\.\d\d$/.test(text)

/**
 * What each order sorts by; rows with equal keys are sorted by id in the same direction. `cast` is the type
 * of the column. `isKey` checks that the key of a cursor, which a client may have changed, is a value of that
 * type.
 */
export const orders = {
  NEWEST: { column: 'createdAt', cast: 'timestamptz', direction: 'desc', isKey: isInstantOfRow },
  OLDEST: { column: 'createdAt', cast: 'timestamptz', direction: 'asc', isKey: isInstantOfRow },
  DUE_DATE: { column: 'dueDate', cast: 'date', direction: 'asc', isKey: isLocalDate },
  GRAND_TOTAL: { column: 'grandTotal', cast: 'numeric', direction: 'desc', isKey: isAmount },
} as const

export type Order = keyof typeof orders
export const orderNames = Object.keys(orders) as [Order, ...Order[]]
export type SortColumn = (typeof orders)[Order]['column']
