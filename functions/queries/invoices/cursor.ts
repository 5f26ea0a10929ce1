import { decodeCursor, encodeCursor, type RowPosition } from '../../read-model/cursor.ts'
import type { Filter } from './filter.ts'
import { type Order, orders } from './order.ts'

export const cursorOf = (position: RowPosition, order: Order, filter: Filter): string =>
  encodeCursor(position, { name: order, filter })

/** The position in a cursor; undefined when it is not a cursor of this order and filter. */
export const positionOf = (cursor: string, order: Order, filter: Filter): RowPosition | undefined =>
  decodeCursor(cursor, { name: order, filter }, orders[order].isKey)
