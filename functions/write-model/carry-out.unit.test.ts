import { expect, test } from '@jest/globals'
import { carryOut } from './carry-out.ts'
import { commandIdentity } from './ledger.ts'
import type { Recorded, Stream } from './stream.ts'
import type { Subject } from './subject.ts'
import { anyCount, type CountKind, type Happened } from './testing/counter.ts'

const context = {
  ...{ tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions: [], correlationId: 'c-1' },
  idempotencyKey: 'k-1',
}

/** A stream with one event of each of these commands. */
const streamOf = (...metadata: Record<string, unknown>[]): Stream<number, Happened> => {
  const history = metadata.map(
    (own, revision): Recorded<Happened> => ({
      event: { type: 'Happened' },
      stored: {
        ...{ id: '', type: 'Happened', stream: 's', created: '', data: {} },
        ...{ revision, metadata: own },
      },
    }),
  )
  return { name: 's', history, state: history.length, revision: history.length - 1 }
}

/**
 * Carries out a command on a stream that was begun by an earlier one and has to be finished. Returns its
 * outcome, how often it was decided, and how often events were announced.
 */
const carryOutOn = async (input: object, finished: (own: Record<string, unknown>) => typeof begun) => {
  const call = { field: 'count', input, context }
  const identity = commandIdentity(call, 's')
  const { commandId, inputHash } = identity
  let [decisions, announced] = [0, 0]
  const subject: Subject<CountKind<Stream<number, Happened>>, object> = {
    ...anyCount,
    ...{ targetOf: () => ({ tenantId: 'acme', id: 's' }) },
    load: async () => ({ ok: true, name: 's', found: begun, beside: {} }),
    finish: async () => finished({ commandId, inputHash }),
    announce: async () => void announced++,
  }
  const decide = () => {
    decisions++
    return { ok: true as const, events: [{ type: 'Happened' as const }] }
  }
  const outcome = await carryOut(subject, decide, { call, identity, at: '2026-07-01T00:00:00Z', seen: {} })
  return { outcome, decisions, announced }
}

const earlier = { commandId: 'earlier' }
const begun = streamOf(earlier)

test('a command whose repetition came in between is not decided again', async () => {
  const { outcome, decisions } = await carryOutOn({}, (own) => streamOf(earlier, earlier, own))
  expect(outcome).toMatchObject({ ok: true, how: 'repeated', stream: { revision: 2 } })
  expect(decisions).toBe(0)
})

test('a command that expects a revision is refused when another one came in between', async () => {
  const { outcome, decisions } = await carryOutOn({ expectedRevision: 0 }, () =>
    streamOf(earlier, earlier, { commandId: 'other' }),
  )
  expect(outcome).toMatchObject({
    ok: false,
    error: { code: 'CONFLICT', params: { expected: 0, actual: 2 } },
  })
  expect(decisions).toBe(0)
})

test('a command that expects a revision is decided when only the earlier one was finished', async () => {
  const { outcome, decisions } = await carryOutOn({ expectedRevision: 0 }, () => streamOf(earlier, earlier))
  expect(outcome).toMatchObject({ ok: true, how: 'done' })
  expect(decisions).toBe(1)
})

test('the events that finished an earlier command are announced, also by a command that is refused', async () => {
  const other = { commandId: 'other' }
  const refused = await carryOutOn({ expectedRevision: 0 }, () => streamOf(earlier, earlier, other))
  expect(refused).toMatchObject({ outcome: { ok: false }, announced: 1 })
})

test('nothing is announced when nothing was left to finish and nothing is appended', async () => {
  expect(await carryOutOn({}, () => begun)).toMatchObject({ outcome: { ok: true }, announced: 0 })
})
