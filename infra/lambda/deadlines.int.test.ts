import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import * as z from 'zod'
import { callStore, closeEventStore } from '../event-store/client.ts'
import { createLambda } from '../run/host/lambda.ts'
import { readManifest } from '../run/host/manifest.ts'
import type { Handler } from '../run/host/module.ts'
import type { Answer } from './envelope.ts'
import { invoke } from './invoke.ts'
import { metered } from './metered.ts'
import { provideHostRuntime } from './runtime.ts'
import { tenantFunction } from './tenant-function.ts'

const root = join(import.meta.dirname, '../..')
const manifest = readManifest(join(root, 'serverless.yml'), {
  LOG_LEVEL: 'silent',
  EVENTSTORE_CONNECTION_STRING: 'esdb://127.0.0.1:1?tls=false',
})
const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
afterAll(async () => {
  await closeEventStore()
  provideHostRuntime(undefined)
})

const envelope = {
  field: 'tenant',
  input: {},
  context: { tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions: [], correlationId: 'c-1' },
}

const ended: string[] = []
/** Notes the end of the work of a function, with its code. */
const noting = async <Value>(name: string, work: Promise<Value>): Promise<Value> => {
  try {
    return await work
  } catch (error) {
    ended.push(`${name} ${(error as { code?: string }).code}`)
    throw error
  }
}

/** The store is called, and never responds. */
const readStream = metered('read-stream', async (_request: object, _context: object) =>
  noting(
    'store',
    callStore('reading a', 'a', () => new Promise<never>(() => {})),
  ),
)

const query = tenantFunction({ name: 'Q', operation: 'tenant', input: z.strictObject({}) }, async () => {
  await noting('query', invoke('read-stream', {}, 'RequestResponse'))
  return { ok: true, value: 'never' }
})

/** Starts graphql in the place of the health function, with the time that these functions have. */
const answerOf = async (seconds: Record<'health' | 'tenant' | 'read-stream', number>): Promise<Answer> => {
  const graphql = metered('health', (_event: object, _context: object) =>
    invoke('tenant', envelope, 'RequestResponse'),
  )
  const handlers: Record<string, unknown> = { health: graphql, tenant: query, 'read-stream': readStream }
  const functions = new Map(
    Object.entries(seconds).map(([key, timeoutSeconds]) => {
      const declaration = manifest.functions.get(key)
      if (!declaration) throw new Error(`The manifest has no function ${key}`)
      return [key, { ...declaration, timeoutSeconds }]
    }),
  )
  const loadHandler = async ({ key }: { key: string }) => handlers[key] as Handler
  const lambda = createLambda({ manifest: { ...manifest, functions }, environment, loadHandler })
  provideHostRuntime({ environment, invoke: lambda.invoke })
  ended.length = 0
  return (await lambda.invoke('health', {}, 'RequestResponse')) as Answer
}

test.each([
  ['the outer function has the least time', { health: 4, tenant: 25, 'read-stream': 25 }],
  ['every function has the same time', { health: 4, tenant: 4, 'read-stream': 4 }],
])(
  'when a store never responds, the innermost gives up first and all answer: %s',
  async (_, seconds) => {
    expect(await answerOf(seconds)).toMatchObject({
      ok: false,
      error: { code: 'STORE_UNAVAILABLE', retryable: true },
    })
    expect(ended).toEqual(['store STORE_UNAVAILABLE', 'query FUNCTION_FAILED'])
  },
  20_000,
)
