import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { refused } from '../../domain/decision.ts'
import { append } from '../../infra/event-store/append.ts'
import { closeEventStore } from '../../infra/event-store/client.ts'
import { carryOut } from './carry-out.ts'
import { commandIdentity } from './ledger.ts'
import type { Stream } from './stream.ts'
import type { Subject } from './subject.ts'
import { anyCount, type CountKind, type Happened } from './testing/counter.ts'
import { useEventStore } from './testing/event-store.ts'

useEventStore()

type Found = Stream<number, Happened> | undefined

const callWith = (idempotencyKey: string | undefined) => ({
  ...{ field: 'count', input: {} },
  context: {
    ...{ tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions: [], correlationId: 'c-1' },
    idempotencyKey,
  },
})

/** Carries out a command that is refused, and whose repetition appends after it has read its stream. */
const refuseAfterRepetition = async (key: string | undefined) => {
  const name = `count-${randomUUID()}`
  const call = callWith(key)
  const identity = commandIdentity(call, name)
  const { commandId, inputHash } = identity
  const subject: Subject<CountKind<Found>, object> = {
    ...anyCount,
    ...{ targetOf: () => ({ tenantId: 'acme', id: name }) },
    load: async () => {
      const event = { id: randomUUID(), type: 'Happened', data: {}, metadata: { commandId, inputHash } }
      await append(name, [event], -1)
      return { ok: true, name, found: undefined, beside: {} }
    },
    finish: async (stream) => stream,
  }
  const decide = () => refused('TENANT_UNKNOWN', {})
  return carryOut(subject, decide, { call, identity, at: '2026-07-01T00:00:00Z', seen: {} })
}

test('a command is not refused for what its repetition has done meanwhile', async () => {
  expect(await refuseAfterRepetition('k-1')).toMatchObject({
    ok: true,
    how: 'repeated',
    stream: { revision: 0 },
  })
})

test('a command without a key is refused, because it has no repetition', async () => {
  expect(await refuseAfterRepetition(undefined)).toMatchObject({
    ok: false,
    error: { code: 'TENANT_UNKNOWN' },
  })
})

/** Carries out a command without a key; returns its outcome, and how often events were announced. */
const carryOutNew = async (finish: Subject<CountKind<Found>, object>['finish']) => {
  const call = callWith(undefined)
  const name = `count-${randomUUID()}`
  let announced = 0
  const subject: Subject<CountKind<Found>, object> = {
    ...anyCount,
    ...{ targetOf: () => ({ tenantId: 'acme', id: name }), finish },
    load: async () => ({ ok: true, name, found: undefined, beside: {} }),
    complete: async (events) => events,
    announce: async () => void announced++,
  }
  const decide = () => ({ ok: true as const, events: [{ type: 'Happened' as const }] })
  const identity = commandIdentity(call, name)
  const carried = carryOut(subject, decide, { call, identity, at: '2026-07-01T00:00:00Z', seen: {} })
  const [outcome] = await Promise.allSettled([carried])
  return { outcome, announced }
}

test('events whose append got no answer are announced, because they may be stored', async () => {
  const { EVENTSTORE_CONNECTION_STRING } = process.env
  await closeEventStore()
  process.env.EVENTSTORE_CONNECTION_STRING = 'esdb://127.0.0.1:1?tls=false&maxDiscoverAttempts=1'
  const carried = await carryOutNew(async (stream) => stream)
  Object.assign(process.env, { EVENTSTORE_CONNECTION_STRING })
  expect(carried).toMatchObject({ outcome: { reason: { code: 'STORE_UNAVAILABLE' } }, announced: 1 })
})

test('events are announced also when what they still require fails', async () => {
  const carried = await carryOutNew(() => Promise.reject(new Error('no number')))
  expect(carried).toMatchObject({ outcome: { reason: { message: 'no number' } }, announced: 1 })
})
