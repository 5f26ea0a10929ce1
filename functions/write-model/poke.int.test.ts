import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { invoices } from '../../domain/invoice/aggregate.ts'
import * as example from '../../domain/testing/examples.ts'
import { closeEventStore } from '../../infra/event-store/client.ts'
import { InvocationError } from '../../infra/lambda/invocation-error.ts'
import { provideHostRuntime } from '../../infra/lambda/runtime.ts'
import { eventStoreAddress, useStores } from '../projections/invoices/testing/stores.ts'
import { appendStory } from '../projections/invoices/testing/story.ts'
import { finishNumbers } from './numbering/finish.ts'
import { finishOrPoke } from './poke.ts'
import { type InvoiceStream, load } from './stream.ts'

useStores()

let invoked: unknown[] = []
let isThrottled = false
beforeEach(() => {
  invoked = []
  isThrottled = false
  provideHostRuntime({
    environment: new AsyncLocalStorage(),
    invoke: async (...call) => {
      invoked.push(call)
      if (isThrottled) throw new InvocationError('FUNCTION_THROTTLED', 'finish-numbering', 'Rate Exceeded.')
    },
  })
})
afterEach(() => provideHostRuntime(undefined))

/** An invoice that was approved and has no number yet. */
const openInvoice = async () => {
  const { stream } = await appendStory([example.creating(), example.approving()])
  const invoice = await load(invoices, stream)
  if (!invoice) throw new Error('The story is empty')
  return invoice
}

const finish = (invoice: InvoiceStream) =>
  finishOrPoke('finish-numbering', invoice, () => finishNumbers(invoice))

const whileStoreIsDown = async (work: () => Promise<void>): Promise<void> => {
  await closeEventStore()
  process.env.EVENTSTORE_CONNECTION_STRING = 'esdb://127.0.0.1:1?tls=false&maxDiscoverAttempts=1'
  await work().finally(() => {
    process.env.EVENTSTORE_CONNECTION_STRING = eventStoreAddress()
  })
}

test('a document that gets its number starts nothing', async () => {
  const { state } = await finish(await openInvoice())
  expect(state.openNumbers).toEqual([])
  expect(invoked).toEqual([])
})

test.each([false, true])(
  'while the event store is down finish-numbering is started for the stream (throttled: %p)',
  async (throttled) => {
    const invoice = await openInvoice()
    isThrottled = throttled
    await whileStoreIsDown(() => expect(finish(invoice)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' }))
    expect(invoked).toEqual([['finish-numbering', { stream: invoice.name }, 'Event']])
  },
  30_000,
)
