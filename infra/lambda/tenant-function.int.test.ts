import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import * as z from 'zod'
import { createLambda } from '../run/host/lambda.ts'
import { readManifest } from '../run/host/manifest.ts'
import type { Handler } from '../run/host/module.ts'
import { provideHostRuntime } from './runtime.ts'
import { type Effect, tenantFunction } from './tenant-function.ts'

const root = join(import.meta.dirname, '../..')
const manifest = readManifest(join(root, 'serverless.yml'), { LOG_LEVEL: 'silent' })
const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
afterAll(() => provideHostRuntime(undefined))

const envelope = {
  field: 'tenant',
  input: {},
  context: { tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions: [], correlationId: 'c-1' },
}

/** Invokes a function with one second in the host. It waits for ever. */
const answerOfSlow = (effect: Effect) => {
  const slow = tenantFunction(
    { name: 'Slow', operation: 'tenant', input: z.strictObject({}), effect },
    () => new Promise(() => {}),
  )
  const functions = new Map([...manifest.functions].map(([key, one]) => [key, { ...one, timeoutSeconds: 1 }]))
  const loadHandler = async () => slow as unknown as Handler
  const lambda = createLambda({ manifest: { ...manifest, functions }, environment, loadHandler })
  provideHostRuntime({ environment, invoke: lambda.invoke })
  return lambda.invoke('tenant', envelope, 'RequestResponse')
}

test('a command whose time is nearly over answers that its outcome is unknown', async () => {
  expect(await answerOfSlow('changes')).toMatchObject({
    ok: false,
    error: {
      code: 'STORE_UNAVAILABLE',
      retryable: true,
      message: expect.stringMatching(/unknown whether it took effect.*same idempotency key/),
    },
  })
})

test('a query whose time is nearly over answers that it may be sent again', async () => {
  expect(await answerOfSlow('reads')).toMatchObject({
    ok: false,
    error: { code: 'STORE_UNAVAILABLE', retryable: true, message: expect.stringMatching(/try again$/) },
  })
})
