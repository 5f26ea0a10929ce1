import { expect, test } from '@jest/globals'
import { type BillRow, billTable } from './bill-table.ts'

const row = (name: string, dollars: bigint): BillRow => ({
  name,
  costed: {
    invocations: 1n,
    errors: 0n,
    billedMs: 100n,
    megabyteMs: 102_400n,
    dollars,
    taka: dollars * 1_000_000n,
  },
})
const total = (rows: BillRow[]) => ({
  ...row('', 0n).costed,
  dollars: rows.reduce((sum, { costed }) => sum + costed.dollars, 0n),
  taka: rows.reduce((sum, { costed }) => sum + costed.taka, 0n),
})
const columnsOf = (table: string) => table.split('\n').map((line) => line.trim().split(/ {2,}/))

const third = (10n ** 18n + 1n) / 3n
const thirds = [row('acme', third), row('bengal', third), row('nobody', third)]
const costs = (table: string) => columnsOf(table).map((columns) => columns.slice(-2).join(' '))

test('the lines of a bill add up to the rounded bill', () => {
  expect(billTable('tenant', thirds, total(thirds), 'lines of one bill')).toBe(
    [
      'tenant  invocations  errors  billed ms  GB-seconds       USD     BDT',
      'acme              1       0        100         0.1  0.000004  0.0004',
      'bengal            1       0        100         0.1  0.000003  0.0003',
      'nobody            1       0        100         0.1  0.000003  0.0003',
      'total             1       0        100         0.1   0.00001   0.001',
      '',
    ].join('\n'),
  )
})

test('the rounded bills add up to the total', () => {
  expect(costs(billTable('tenant', thirds, total(thirds), 'bills'))).toEqual([
    'USD BDT',
    '0.000003 0.0003',
    '0.000003 0.0003',
    '0.000003 0.0003',
    '0.000009 0.0009',
    '',
  ])
})

test('without usage the table has only the total', () => {
  expect(columnsOf(billTable('tenant', [], { ...row('', 0n).costed, invocations: 0n }, 'bills'))[1]).toEqual([
    'total',
    '0',
    '0',
    '100',
    '0.1',
    '0.00',
    '0.00',
  ])
})
