import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { type Decision, decided, refused } from '../../domain/decision.ts'
import { append, type NewEvent } from '../../infra/event-store/append.ts'
import { readStream } from '../../infra/event-store/read.ts'
import { carryOut } from './carry-out.ts'
import { retryOnConflict } from './conflict.ts'
import { commandIdentity } from './ledger.ts'
import { loadGuarded, type Stream } from './stream.ts'
import type { Subject } from './subject.ts'
import { anyCount, type CountKind, counter, type Happened } from './testing/counter.ts'
import { useEventStore } from './testing/event-store.ts'

useEventStore()

const accept = (): Decision<Happened> => decided({ type: 'Happened' })
const refuse = (): Decision<Happened> => refused('TENANT_UNKNOWN', {})

type Request = {
  stream: string
  decide: () => Decision<Happened>
  input?: object
  /** Runs after the decision and before the append. */
  beforeAppend?: () => Promise<unknown>
}

/** One request of a client that begins the stream, with all its tries. */
const send = ({ stream, decide, input = {}, beforeAppend }: Request) => {
  const context = {
    ...{ tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions: [], correlationId: 'c-1' },
    idempotencyKey: 'k-1',
  }
  const call = { field: 'count', input, context }
  const identity = commandIdentity(call, stream)
  const subject: Subject<CountKind<Stream<number, Happened> | undefined>, object> = {
    ...anyCount,
    targetOf: () => ({ tenantId: 'acme', id: stream }),
    load: async () => {
      const { found, guard } = await loadGuarded(counter, stream)
      return { ok: true, name: stream, found, guard, beside: {} }
    },
    complete: async (events) => {
      await beforeAppend?.()
      return events
    },
    finish: async (begun) => begun,
  }
  const seen = {}
  return retryOnConflict('count', () =>
    carryOut(subject, decide, { call, identity, at: '2026-07-01T00:00:00Z', seen }),
  )
}

const newStream = () => `count-${randomUUID()}`
const typesIn = async (stream: string) => (await readStream(stream)).map(({ type }) => type)

test('a command that was refused is not carried out by an attempt that was decided before', async () => {
  const stream = newStream()
  let told: unknown
  const slow = await send({
    stream,
    decide: accept,
    beforeAppend: async () => {
      told ??= await send({ stream, decide: refuse })
    },
  })
  expect(told).toMatchObject({ ok: false, error: { code: 'TENANT_UNKNOWN' } })
  expect(slow).toMatchObject({ ok: false, error: { code: 'CONFLICT', retryable: true } })
  expect(await typesIn(stream)).toEqual(['CommandRefused'])
})

test('a command that comes after a refusal is decided afresh, and begins the stream', async () => {
  const stream = newStream()
  await send({ stream, decide: refuse })
  expect(await send({ stream, decide: accept })).toMatchObject({ how: 'done', stream: { revision: 1 } })
  expect(await send({ stream, decide: accept })).toMatchObject({ how: 'repeated', stream: { revision: 1 } })
  expect(await typesIn(stream)).toEqual(['CommandRefused', 'Happened'])
})

test('the refusal of another input keeps no attempt from its effect', async () => {
  const stream = newStream()
  let isRefused = false
  const slow = await send({
    stream,
    decide: accept,
    beforeAppend: async () => {
      if (!isRefused) await send({ stream, decide: refuse, input: { amount: '2.00' } })
      isRefused = true
    },
  })
  expect(slow).toMatchObject({ how: 'done' })
  expect(await typesIn(stream)).toEqual(['CommandRefused', 'Happened'])
})

test('two attempts at once that are both refused get the refusal', async () => {
  const stream = newStream()
  const answers = await Promise.all([send({ stream, decide: refuse }), send({ stream, decide: refuse })])
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'TENANT_UNKNOWN' } })
  expect(await typesIn(stream)).toEqual(['CommandRefused', 'CommandRefused'])
})

test('a command that is repeated for ever makes no endless stream', async () => {
  const stream = newStream()
  const one = (): NewEvent => ({ id: randomUUID(), type: 'CommandRefused', data: {}, metadata: {} })
  await append(stream, Array.from({ length: 99 }, one), -1)
  for (let sent = 0; sent < 3; sent++)
    expect(await send({ stream, decide: refuse })).toMatchObject({ error: { code: 'TENANT_UNKNOWN' } })
  expect(await typesIn(stream)).toHaveLength(100)
  expect(await send({ stream, decide: accept })).toMatchObject({ how: 'done', stream: { revision: 100 } })
})

test('a stream that was begun takes refusals, however many events it has', async () => {
  const stream = newStream()
  const one = (): NewEvent => ({ id: randomUUID(), type: 'Happened', data: {}, metadata: {} })
  await append(stream, Array.from({ length: 101 }, one), -1)
  await send({ stream, decide: refuse })
  expect((await typesIn(stream)).slice(100)).toEqual(['Happened', 'CommandRefused'])
})
