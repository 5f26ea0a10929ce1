import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { settings } from '../../../infra/config/settings.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import { log } from '../../../infra/observability/log.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'
import { database } from '../../../infra/postgres/database.ts'
import { requireTenant } from '../../../infra/postgres/require-tenant.ts'
import { beginRebuild } from './begin.ts'
import { type Compared, compareVersions } from './compare.ts'
import { fill } from './fill.ts'
import { type ReadModel, ReadModelRefused, readModels } from './models.ts'
import { retire, rollBack, type Switched, switchTo } from './switch.ts'

const version = z.int().min(1).max(100_000)
const tenant = z.string().max(40)
const request = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('status') }),
  z.strictObject({ command: z.literal('rebuild') }),
  z.strictObject({ command: z.literal('compare'), tenant }),
  z.strictObject({ command: z.literal('switch'), version, tenant: tenant.optional() }),
  z.strictObject({ command: z.literal('rollback'), tenant: tenant.optional() }),
  z.strictObject({ command: z.literal('retire'), version }),
])
export type ReadModelsRequest = z.infer<typeof request>

export type ReadModelsReport = {
  /** False when the time was over before all was done: invoke it again. */
  done: boolean
  models: readonly (Omit<ReadModel, 'head' | 'filled'> & { part: number })[]
  /** The position up to which the relay has published. */
  relay: { commit: string; prepare: string }
  /** Which version each tenant reads. */
  tenants: readonly { tenant: string; version: number }[]
  switched?: readonly Switched[]
  compared?: Compared
}

/** No page is begun in this time at the end of an invocation: a slow store needs as long for one. */
const reserveMs = 60_000

const rebuild = async (owner: Sql, remainingMs: () => number): Promise<boolean> => {
  const logins = settings(['DATABASE_WRITER_USERNAME', 'DATABASE_READER_USERNAME'])
  const mayContinue = () => remainingMs() > reserveMs
  const model = await beginRebuild(owner, {
    roles: { writer: logins.DATABASE_WRITER_USERNAME, reader: logins.DATABASE_READER_USERNAME },
    progress: (line) => log('info', line),
    mayContinue,
  })
  if (model === undefined) return false
  return fill(owner, model.version, mayContinue)
}

const compare = async (owner: Sql, tenantId: string): Promise<Compared> => {
  await requireTenant(owner, tenantId)
  const [one, other] = await readModels(owner)
  if (one === undefined || other === undefined)
    throw new ReadModelRefused('READ_MODEL_UNKNOWN', 'There is only one version: nothing to compare')
  return compareVersions(owner, { tenantId, one: one.version, other: other.version })
}

const work = async (
  owner: Sql,
  asked: ReadModelsRequest,
  remainingMs: () => number,
): Promise<Omit<ReadModelsReport, 'models' | 'relay' | 'tenants'>> => {
  switch (asked.command) {
    case 'status':
      return { done: true }
    case 'rebuild':
      return { done: await rebuild(owner, remainingMs) }
    case 'compare':
      return { done: true, compared: await compare(owner, asked.tenant) }
    case 'switch':
      return { done: true, switched: await switchTo(owner, asked.version, asked.tenant) }
    case 'rollback':
      return { done: true, switched: await rollBack(owner, asked.tenant) }
    case 'retire':
      await retire(owner, asked.version)
      return { done: true }
  }
}

/**
 * How much of the event store a version has been filled with, from 0 to 1. Positions are bytes of its log.
 */
const partOf = ({ filledAt, filled, head }: ReadModel): number => {
  if (filledAt !== null) return 1
  if (filled === null || head === null || head.prepare === 0n) return 0
  return Number((filled.prepare * 10_000n) / head.prepare) / 10_000
}

const readProgress = async (sql: Sql): Promise<Pick<ReadModelsReport, 'relay' | 'tenants'>> => {
  const [relay] = await sql<ReadModelsReport['relay'][]>`
    select checkpoint_commit::text as commit, checkpoint_prepare::text as prepare from finance.relay`
  const tenants = await sql<{ tenant: string; version: number }[]>`
    select id as tenant, version from finance.tenants order by id`
  return { relay: relay ?? { commit: '0', prepare: '0' }, tenants }
}

const run = (
  event: ReadModelsRequest,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<ReadModelsReport> =>
  traceInvocation('read-models', {}, async () => {
    // A schema, a comparison or a page may take as long as it needs.
    const owner = database('owner', {
      maxConnections: 3,
      applicationName: 'finance-read-models',
      statementTimeoutMs: 0,
    })
    const done = await work(owner, request.parse(event), () => context.getRemainingTimeInMillis())
    const models = (await readModels(owner)).map(({ head, filled, ...model }) => ({
      ...model,
      part: partOf({ head, filled, ...model }),
    }))
    return { ...done, models, ...(await readProgress(owner)) }
  })

/**
 * Private: the versions of the read model. Operators invoke it with `npm run projection`: it makes version
 * n+1 beside version n and fills it from the event store, compares the two, lets tenants read one or the
 * other, and retires one.
 * @throws ReadModelRefused when the versions as they are do not allow it
 * @throws EventStoreUnavailable when events cannot be read
 * @throws StoreUnavailable when the database is not reachable
 */
export const handler = metered('read-models', run, () => ({ tenantId: '' }))
