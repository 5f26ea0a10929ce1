import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Context, type ContextManager, context, ROOT_CONTEXT } from '@opentelemetry/api'
import { currentTraceparent, inSpan } from './trace.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

describe('without a tracing SDK', () => {
  test('the result and the error of the work pass through', async () => {
    await expect(inSpan('work', {}, async () => 'done')).resolves.toBe('done')
    const failing = inSpan('work', {}, async () => {
      throw new Error('failed')
    })
    await expect(failing).rejects.toThrow('failed')
  })

  test('the received traceparent is passed on', async () => {
    expect(await inSpan('work', { traceparent }, async () => currentTraceparent(traceparent))).toBe(
      traceparent,
    )
    expect(currentTraceparent()).toBeUndefined()
  })
})

describe('with a context manager', () => {
  const storage = new AsyncLocalStorage<Context>()
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) => storage.run(active, () => work.call(self, ...args)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  }
  beforeEach(() => void context.setGlobalContextManager(manager))
  afterEach(() => context.disable())

  test('a span continues the trace of the caller', async () => {
    expect(await inSpan('work', { traceparent }, async () => currentTraceparent())).toBe(traceparent)
  })

  test.each(['', 'abc', traceparent.replace('00-', '01-'), traceparent.slice(0, -1)])(
    'the traceparent %p is ignored',
    async (bad) => {
      expect(await inSpan('work', { traceparent: bad }, async () => currentTraceparent())).toBeUndefined()
    },
  )
})
