import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import type { ExpectedRevision, ProposedEvent } from '../event.ts'
import { emptyHead, type Head } from '../storage/heads.ts'
import { decideBatch, idsNeeded } from './decide-batch.ts'
import type { CommitBasis } from './staged-commit.ts'
import type { WriteRequest } from './write-request.ts'

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
  isAbandoned: () => false,
})

const basis = (overrides: Partial<CommitBasis> = {}): CommitBasis => ({
  heads: new Map(),
  stored: [],
  remembered: () => undefined,
  lastPosition: 10,
  nowMs: 1,
  ...overrides,
})

const headAt = (lastRevision: number): Map<string, Head> => new Map([['s', { ...emptyHead, lastRevision }]])

describe('requests that share a commit', () => {
  test('are each decided on the streams as the earlier requests leave them', () => {
    const { outcomes, events } = decideBatch(
      [append('no_stream', [event()]), append(0n, [event()]), append('no_stream', [event()])],
      basis(),
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
    'are recognised as repetitions of each other (expected revision %s)',
    (expected) => {
      const events = [event(), event()]
      const heads = expected === 'stream_exists' ? headAt(4) : new Map()
      const { outcomes, events: written } = decideBatch(
        [append(expected, events), append(expected, events)],
        basis({ heads }),
      )
      expect(outcomes[1]).toEqual(outcomes[0])
      expect(written).toHaveLength(2)
    },
  )

  test('are not repetitions when they name different streams', () => {
    const one = event()
    const { outcomes } = decideBatch([append('any', [one], 's'), append('any', [one], 't')], basis())
    expect(outcomes).toMatchObject([
      { revision: 0, position: 11 },
      { revision: 0, position: 12 },
    ])
  })

  test('are not written when abandoned', () => {
    const abandoned: WriteRequest = { ...append('any', [event()]), isAbandoned: () => true }
    expect(decideBatch([abandoned], basis())).toMatchObject({ outcomes: [{ kind: 'abandoned' }], events: [] })
  })
})

test('a repetition is recognised when part of it is stored and the rest is in this commit', () => {
  const [first, second] = [event(), event()]
  const stored = [{ stream: 's', revision: 0, position: 3, id: first.id }]
  const { outcomes } = decideBatch(
    [append(0n, [second]), append('no_stream', [first, second])],
    basis({ heads: headAt(0), stored }),
  )
  expect(outcomes[1]).toEqual({ kind: 'written', revision: 1, position: 11 })
})

test('only ids after an expected revision that is no longer the last are needed', () => {
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

test('an append of no events returns the last revision of the stream', () => {
  expect(decideBatch([append('any', [])], basis({ heads: headAt(4) })).outcomes).toEqual([
    { kind: 'written', revision: 4, position: undefined },
  ])
  expect(decideBatch([append('no_stream', [])], basis()).outcomes).toEqual([
    { kind: 'written', revision: undefined, position: undefined },
  ])
})
