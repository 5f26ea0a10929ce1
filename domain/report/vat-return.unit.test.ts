import { expect, test } from '@jest/globals'
import { poisha } from '../money/poisha.ts'
import { suppliesOf } from './vat-return.ts'

const sumOf = (note: number, value: bigint) => ({
  note,
  value: poisha(value),
  supplementaryDuty: poisha(value / 5n),
  vat: poisha(value / 10n),
})

test('note 9 is the sum of notes 1 to 8, each of which is there', () => {
  const { supplies, output } = suppliesOf([sumOf(4, 1_000n), sumOf(7, 500n)])
  expect(supplies.map(({ note, value }) => [note, value])).toEqual([
    ...[1, 2, 3].map((note) => [note, 0n]),
    ...[
      [4, 1_000n],
      [6, 0n],
      [7, 500n],
      [8, 0n],
    ],
  ])
  expect(output).toEqual({ value: 1_500n, supplementaryDuty: 300n, vat: 150n })
})
