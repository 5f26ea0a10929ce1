import { expect, test } from '@jest/globals'
import { approving, creating, noon, numbering } from '../testing/examples.ts'
import { history } from '../testing/scenario.ts'
import { happenedAt } from './happened.ts'

test('an event happened when its facts say so, a number at its legal time of issue', () => {
  const later = '2024-10-16T06:00:00Z'
  expect(history(creating(), approving({ at: later }), numbering(1, later)).map(happenedAt)).toEqual([
    noon,
    later,
    later,
  ])
})
