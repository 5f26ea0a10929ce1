import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, expect, test } from '@jest/globals'
import type { StoredEvent } from '../../infra/event-store/stored-event.ts'
import { provideHostRuntime } from '../../infra/lambda/runtime.ts'
import { readInvoiceStream, readTenantStream, type StreamPage } from './streams.ts'

const event = (revision: number) => ({ revision }) as StoredEvent

/** Serves these pages, and returns the invocations that it receives. */
const servePages = (...pages: StreamPage[]): unknown[][] => {
  const invocations: unknown[][] = []
  provideHostRuntime({
    environment: new AsyncLocalStorage(),
    publish: async () => undefined,
    invoke: async (...invocation) => {
      invocations.push(invocation)
      return pages.shift()
    },
  })
  return invocations
}
afterEach(() => provideHostRuntime(undefined))

test('the stream of an invoice is read page by page', async () => {
  const invocations = servePages(
    { events: [event(0), event(1)], next: 2 },
    { events: [event(2)], next: null },
  )

  const events = await readInvoiceStream('acme', 'i-1')

  expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2])
  expect(invocations).toEqual([
    ['read-stream', { tenantId: 'acme', invoiceId: 'i-1', from: 0 }, 'RequestResponse'],
    ['read-stream', { tenantId: 'acme', invoiceId: 'i-1', from: 2 }, 'RequestResponse'],
  ])
})

test('the stream of a tenant is requested without an invoice', async () => {
  const invocations = servePages({ events: [], next: null })
  expect(await readTenantStream('acme')).toEqual([])
  expect(invocations).toEqual([['read-stream', { tenantId: 'acme', from: 0 }, 'RequestResponse']])
})
