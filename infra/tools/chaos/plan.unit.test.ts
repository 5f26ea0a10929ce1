import { expect, test } from '@jest/globals'
import { type FaultKind, faultKinds, possibleFaults } from './fault-kinds.ts'
import { planRound } from './plan.ts'

const kinds = possibleFaults({ broker: false, smallDisk: true })
const planned = (seed: string, round: number) => planRound({ seed, clients: 5, faultKinds: kinds }, round)

test('a seed plans the same commands and faults again, and another seed or round does not', () => {
  expect(planned('1', 3)).toEqual(planned('1', 3))
  expect(planned('1', 3)).not.toEqual(planned('2', 3))
  expect(planned('1', 3).faults).not.toEqual(planned('1', 4).faults)
})

test('a hundred rounds have every kind of fault and command, and no name twice', () => {
  const plans = Array.from({ length: 100 }, (_, round) => planned('1', round))
  expect(new Set(plans.flatMap(({ faults }) => faults.map(({ kind }) => kind)))).toEqual(new Set(kinds))
  const commands = plans.flatMap(({ stories }) => stories.flat(2))
  expect(new Set(commands.map(({ kind }) => kind)).size).toBe(11)
  expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length)
})

test('without a broker or a small disk there are no faults of theirs', () => {
  const all = Object.keys(faultKinds) as FaultKind[]
  const without = possibleFaults({ broker: false, smallDisk: false })
  expect(all.filter((kind) => !without.includes(kind))).toEqual([
    'full disk',
    'kill -9 of the broker',
    'stop and continue the broker',
    'cut connections to the broker',
    'hold connections to the broker',
  ])
})
