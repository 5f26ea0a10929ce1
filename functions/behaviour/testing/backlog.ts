import { randomBytes, randomUUID } from 'node:crypto'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { append } from '../../../infra/event-store/append.ts'
import { closeEventStore } from '../../../infra/event-store/client.ts'
import { invoiceStream } from '../../../infra/event-store/stream-names.ts'
import { connect, type Sql } from '../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { startTestStores, type TestStores } from '../../../infra/run/local/testing/stores.ts'
import { type Invoke, openFunctions } from '../../../infra/tools/functions/open-functions.ts'
import { adjusted } from '../../projections/invoices/testing/adjusted-story.ts'
import { eventsOf } from '../../projections/invoices/testing/story.ts'
import { newEvent } from '../../write-model/stream.ts'

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

const decided = history(...adjusted)

const appendInvoice = async (): Promise<void> => {
  const [id, tenantId] = [randomUUID(), 'acme']
  const metadata = { tenantId, actor: { id: 'u-rahim', role: 'accountant' }, correlationId: 'c-1' }
  const events = eventsOf(decided, { id, tenantId }).map((event) => newEvent(invoices, event, metadata))
  await append(invoiceStream(tenantId, id), events, -1)
}

/** Appends at least so many events, as whole lives of invoices. `more` is added to the variables. */
export const startBacklog = async (atLeast: number, more: Record<string, string> = {}): Promise<Backlog> => {
  const stores = await startTestStores()
  const environment = {
    ...stores.environment,
    ...more,
    LOG_LEVEL: 'warn',
    JWT_ACCESS_SECRET: randomBytes(32).toString('hex'),
    JWT_REFRESH_SECRET: randomBytes(32).toString('hex'),
  }
  Object.assign(process.env, environment)
  const owner = connect({ ...stores.readModel.owner, statementTimeoutMs: 0 })
  await provisionTenant(owner, 'acme')
  const stories = Math.ceil(atLeast / adjusted.length)
  for (let left = stories; left > 0; left -= 4)
    await Promise.all(Array.from({ length: Math.min(left, 4) }, appendInvoice))
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
