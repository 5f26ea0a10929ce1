import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import type { ExpectedRevision, ProposedEvent } from '../event.ts'
import { type Head, noHead } from '../storage/heads.ts'
import { decideBatch, idsNeeded } from './batch.ts'
import type { Ground } from './draft.ts'
import type { WriteRequest } from './request.ts'

const event = (): ProposedEvent => ({
  id: randomUUID(),
  type: 'Tested',
  json: true,
  data: new Uint8Array(),
  metadata: new Uint8Array(),
})

const append = (expected: ExpectedRevision, events: ProposedEvent[], stream = 's'): WriteRequest => ({
  kind: 'append',
  stream,
  expected,
  events,
  abandoned: () => false,
})

const ground = (given: Partial<Ground> = {}): Ground => ({
  heads: new Map(),
  stored: [],
  remembered: () => undefined,
  lastPosition: 10,
  now: 1,
  ...given,
})

const headAt = (last: number): Map<string, Head> => new Map([['s', { ...noHead, last }]])

describe('requests that share a commit', () => {
  test('are each decided on what those before would leave', () => {
    const { outcomes, events } = decideBatch(
      [append('no_stream', [event()]), append(0n, [event()]), append('no_stream', [event()])],
      ground(),
    )
    expect(outcomes).toEqual([
      { kind: 'written', revision: 0, position: 11 },
      { kind: 'written', revision: 1, position: 12 },
      { kind: 'wrongExpectedRevision', current: 1 },
    ])
    expect(events.map(({ revision, position }) => [revision, position])).toEqual([
      [0, 11],
      [1, 12],
    ])
  })

  test.each([['any'], ['no_stream'], ['stream_exists']] as const)(
    'recognise a repetition of one another (%s)',
    (expected) => {
      const events = [event(), event()]
      const heads = expected === 'stream_exists' ? headAt(4) : new Map()
      const { outcomes, events: written } = decideBatch(
        [append(expected, events), append(expected, events)],
        ground({ heads }),
      )
      expect(outcomes[1]).toEqual(outcomes[0])
      expect(written).toHaveLength(2)
    },
  )

  test('do not mix streams', () => {
    const one = event()
    const { outcomes } = decideBatch([append('any', [one], 's'), append('any', [one], 't')], ground())
    expect(outcomes).toMatchObject([
      { revision: 0, position: 11 },
      { revision: 0, position: 12 },
    ])
  })

  test('leave out one that nobody waits for', () => {
    const given: WriteRequest = { ...append('any', [event()]), abandoned: () => true }
    expect(decideBatch([given], ground())).toMatchObject({ outcomes: [{ kind: 'abandoned' }], events: [] })
  })
})

test('a repetition that is partly stored and partly in this commit is one', () => {
  const [first, second] = [event(), event()]
  const stored = [{ stream: 's', revision: 0, position: 3, id: first.id }]
  const { outcomes } = decideBatch(
    [append(0n, [second]), append('no_stream', [first, second])],
    ground({ heads: headAt(0), stored }),
  )
  expect(outcomes[1]).toEqual({ kind: 'written', revision: 1, position: 11 })
})

test('only ids behind a revision that the stream has left are asked for', () => {
  const requests = [
    append('any', [event()]),
    append(4n, [event()]),
    append(2n, [event(), event(), event()]),
    append('no_stream', [event()]),
  ]
  expect(idsNeeded(requests, headAt(4))).toEqual([
    { stream: 's', from: 3, to: 4 },
    { stream: 's', from: 0, to: 0 },
  ])
})

test('an append of nothing answers with the state of the stream', () => {
  expect(decideBatch([append('any', [])], ground({ heads: headAt(4) })).outcomes).toEqual([
    { kind: 'written', revision: 4, position: undefined },
  ])
  expect(decideBatch([append('no_stream', [])], ground()).outcomes).toEqual([
    { kind: 'written', revision: undefined, position: undefined },
  ])
})
