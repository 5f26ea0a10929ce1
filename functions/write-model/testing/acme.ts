import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeAll } from '@jest/globals'
import { tenants } from '../../../domain/tenant/aggregate.ts'
import { registering } from '../../../domain/testing/tenants.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { useStores } from '../../projections/invoices/testing/stores.ts'
import { appendTo } from '../stream.ts'

/** Starts both stores for commands of the registered tenant acme. They invoke no other function. */
export const useAcme = (): void => {
  useStores()
  beforeAll(async () => {
    provideHostRuntime({ environment: new AsyncLocalStorage(), invoke: async () => undefined })
    const registered = registering()
    await appendTo(tenants, { name: 'tenant-acme' }, registered.ok ? registered.events : [], {})
  })
  afterAll(() => provideHostRuntime(undefined))
}
