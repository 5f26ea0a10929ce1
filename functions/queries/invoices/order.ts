/** What each order sorts by; ties go by id in the same direction. `cast` is the column's type, for the key in a cursor. */
export const orders = {
  NEWEST: { column: 'createdAt', cast: 'timestamptz', direction: 'desc' },
  OLDEST: { column: 'createdAt', cast: 'timestamptz', direction: 'asc' },
  DUE_DATE: { column: 'dueDate', cast: 'date', direction: 'asc' },
  GRAND_TOTAL: { column: 'grandTotal', cast: 'numeric', direction: 'desc' },
} as const

export type Order = keyof typeof orders
export const orderNames = Object.keys(orders) as [Order, ...Order[]]
