import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { decided } from '../../domain/decision.ts'
import type { InvoiceEvent } from '../../domain/invoice/events.ts'
import type { ExistingInvoice } from '../../domain/invoice/state.ts'
import * as example from '../../domain/testing/examples.ts'
import { provideHostRuntime } from '../../infra/lambda/runtime.ts'
import { appendStory } from '../projections/invoices/testing/story.ts'
import { anyInvoice } from './any-invoice.ts'
import { carryOut, type Decide, type Outcome } from './command.ts'
import { commandIdentity } from './ledger.ts'
import { finishNumbers } from './numbering/finish.ts'
import { type InvoiceStream, load } from './stream.ts'
import type { Attempt, Subject } from './subject.ts'
import { useEventStore } from './testing/event-store.ts'

useEventStore()

beforeEach(() => {
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({ environment, invoke: async () => undefined })
})
afterEach(() => provideHostRuntime(undefined))

type Input = { id: string; expectedRevision?: number }
type Kind = {
  existing: ExistingInvoice
  event: InvoiceEvent
  found: InvoiceStream
  beside: object
  decided: InvoiceEvent
}

/** An approved invoice whose document has no number yet. */
const appendUnnumbered = () => appendStory([example.creating(), example.approving()])

/** `meanwhile` happens when the stream was read, and before its document is numbered. */
const invoiceOf = (name: string, meanwhile = async (): Promise<unknown> => undefined) =>
  ({
    ...anyInvoice,
    targetOf: () => ({ tenantId: 'acme', id: name }),
    load: async () => ({
      ok: true as const,
      name,
      found: (await load(anyInvoice.aggregate, name)) as never,
      beside: {},
    }),
    complete: async (events: readonly InvoiceEvent[]) => events,
    finish: async (stream: InvoiceStream) => {
      if (stream.state.openNumbers.length === 0) return stream
      await meanwhile()
      return finishNumbers(stream)
    },
  }) satisfies Subject<Kind, Input>

/** A command that can be carried out any number of times. */
const decide: Decide<Kind, Input> = ({ by, at }) => decided({ type: 'InvoiceLeftUnchanged', by, at })

const attemptOf = (name: string, key: string, rest: Partial<Input> = {}): Attempt<Input> => {
  const context = {
    tenantId: 'acme',
    actor: { id: 'u-1', role: 'admin' },
    permissions: [],
    correlationId: key,
    idempotencyKey: key,
  }
  const call = { field: 'test', input: { id: name, ...rest }, context } as Attempt<Input>['call']
  return { call, identity: commandIdentity(call, name), at: '2024-11-01T06:00:00.000Z' }
}

const effectsOf = async (name: string, key: string): Promise<number> => {
  const stream = await load(anyInvoice.aggregate, name)
  return (stream?.history ?? []).filter(({ stored }) => stored.metadata.correlationId === key).length
}

test('7 a command that its repetition overtakes, while both number a document, takes effect once', async () => {
  const { stream } = await appendUnnumbered()
  let repetition: Promise<unknown> | undefined
  const meanwhile = () => {
    repetition ??= carryOut(invoiceOf(stream), decide, attemptOf(stream, 'once'))
    return repetition
  }

  const outcome = await carryOut(invoiceOf(stream, meanwhile), decide, attemptOf(stream, 'once'))

  expect(await repetition).toMatchObject({ ok: true, how: 'done' })
  expect(outcome).toMatchObject({ ok: true, how: 'repeated' })
  expect((outcome as Outcome<Kind>).stream.revision).toBe(3)
  expect(await effectsOf(stream, 'once')).toBe(1)
})

test('a client that expects a revision is refused when another command came while its document was numbered', async () => {
  const { stream, events } = await appendUnnumbered()
  const expectedRevision = events.length - 1
  const rival = () => carryOut(invoiceOf(stream), decide, attemptOf(stream, 'rival'))

  const outcome = await carryOut(
    invoiceOf(stream, rival),
    decide,
    attemptOf(stream, 'expecting', { expectedRevision }),
  )

  expect(outcome).toMatchObject({ ok: false, error: { code: 'CONFLICT' } })
  expect(await effectsOf(stream, 'expecting')).toBe(0)
})

test('the number of a document that was open is no change for a client that expects a revision', async () => {
  const { stream, events } = await appendUnnumbered()
  const expectedRevision = events.length - 1

  const outcome = await carryOut(
    invoiceOf(stream),
    decide,
    attemptOf(stream, 'expecting', { expectedRevision }),
  )

  expect(outcome).toMatchObject({ ok: true, how: 'done' })
})
