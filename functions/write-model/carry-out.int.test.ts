import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { refused } from '../../domain/decision.ts'
import { append } from '../../infra/event-store/append.ts'
import { carryOut } from './carry-out.ts'
import { commandIdentity } from './ledger.ts'
import type { Stream } from './stream.ts'
import type { Subject } from './subject.ts'
import { anyCount, type CountKind, type Happened } from './testing/counter.ts'
import { useEventStore } from './testing/event-store.ts'

useEventStore()

/** Carries out a command that is refused, and whose repetition appends after it has read its stream. */
const refuseAfterRepetition = async (key: string | undefined) => {
  const name = `count-${randomUUID()}`
  const context = {
    ...{ tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions: [], correlationId: 'c-1' },
    idempotencyKey: key,
  }
  const call = { field: 'count', input: {}, context }
  const identity = commandIdentity(call, name)
  const { commandId, inputHash } = identity
  const subject: Subject<CountKind<Stream<number, Happened> | undefined>, object> = {
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
