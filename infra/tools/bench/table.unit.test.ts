import { expect, test } from '@jest/globals'
import { atMost, milliseconds, withoutBudget } from './figure.ts'
import { table } from './table.ts'

test('a figure meets its budget, misses it, or has none', () => {
  const figures = [
    atMost('quick', { measured: 9.5, bound: 10, unit: milliseconds }),
    atMost('slow', { measured: 10.5, bound: 10, unit: milliseconds }, 'why'),
    withoutBudget('size', '12 MB'),
  ]

  expect(table(figures)).toBe(`measurement  measured  budget            note
quick        9.50 ms   <= 10 ms  met
slow         11 ms     <= 10 ms  MISSED  why
size         12 MB
`)
})
