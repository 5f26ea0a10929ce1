import { randomBytes } from 'node:crypto'
import { readHead } from '../../../infra/event-store/all-events.ts'
import { closeEventStore } from '../../../infra/event-store/client.ts'
import { connect, type Sql } from '../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { startTestStores, type TestStores } from '../../../infra/run/local/testing/stores.ts'
import { type Invoke, openFunctions } from '../../../infra/tools/functions/open-functions.ts'
import { adjusted } from '../../projections/invoices/testing/adjusted-story.ts'
import { appendStory } from '../../projections/invoices/testing/story.ts'

/** Stores of the tenant acme with events of invoices that no relay has published yet. */
export type Backlog = {
  stores: TestStores
  owner: Sql
  events: number
  /** The variables of a process that works on the backlog. */
  environment: Record<string, string>
  /** Invokes a function in this process. */
  invoke: Invoke
  /** How many events the rows of a version have been made from. */
  projected(version?: number): Promise<number>
  stop(): Promise<void>
}

/** Appends at least so many events, as whole lives of invoices. */
export const startBacklog = async (atLeast: number): Promise<Backlog> => {
  const stores = await startTestStores()
  const environment = {
    ...stores.environment,
    LOG_LEVEL: 'warn',
    JWT_ACCESS_SECRET: randomBytes(32).toString('hex'),
    JWT_REFRESH_SECRET: randomBytes(32).toString('hex'),
  }
  Object.assign(process.env, environment)
  const owner = connect({ ...stores.readModel.owner, statementTimeoutMs: 0 })
  await provisionTenant(owner, 'acme')
  const stories = Math.ceil(atLeast / adjusted.length)
  for (let left = stories; left > 0; left -= 10)
    await Promise.all(Array.from({ length: Math.min(left, 10) }, () => appendStory(adjusted)))
  if ((await readHead()) === undefined) throw new Error('The store has no events')
  return {
    stores,
    owner,
    events: stories * adjusted.length,
    environment,
    invoke: openFunctions(),
    projected: async (version = 1) => {
      const [row] = await owner<{ events: string }[]>`
        select coalesce(sum(revision + 1), 0)::text as events from ${owner(`tenant_acme_v${version}`)}.invoices`
      return Number(row?.events)
    },
    stop: async () => {
      await closeEventStore()
      await stores.stop()
    },
  }
}
