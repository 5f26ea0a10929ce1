import type { Sql } from '../../../postgres/connect.ts'
import { tenantSchema } from '../../../postgres/tenant-schema.ts'
import { connectAs } from '../connect-as.ts'
import { atMost, type Figure, milliseconds, seconds, times, withoutBudget } from '../figure.ts'
import { type Execute, openAgent } from '../graphql-client.ts'
import { median } from '../quantile.ts'
import { registerTenants } from '../requests.ts'
import { runScript } from '../run-script.ts'
import type { Service } from '../service.ts'
import { time } from '../time.ts'
import { vacuum } from './copy-invoices.ts'

type Options = { tenants: number; rounds: number; log(line: string): void }

const invoicesOfEach = 50
/** A few connections take turns, and the first read of a tenant on each takes a millisecond longer. */
const warmUpVisits = 4
const first = 'tenant-0'
const invoiceQuery = `query ($id: ID!) { invoice(id: $id) { id revision status grandTotal { amount } } }`
const listQuery = `{ invoices { totalCount nodes { id invoiceNumber status grandTotal { amount } } } }`

const queries = ['invoice', 'list'] as const
type Taken = Record<(typeof queries)[number], number[]>
type Client = { execute: Execute; invoiceId: string }

/**
 * Queries of a service with one tenant against the same queries over many tenants, each with the same rows,
 * and what it takes to register and to migrate them.
 */
export const measureTenants = async (service: Service, options: Options): Promise<Figure[]> => {
  const { tenants, rounds, log } = options
  const { environment } = service
  await registerTenants(service, [first])
  await runScript('infra/tools/bench/fill-read-model.ts', { environment, args: [first, invoicesOfEach] })
  const owner = connectAs(environment, 'owner')
  const clients = clientsOf(service, await anyInvoice(owner))
  const one = await clients([first])
  log('measuring queries of one tenant')
  await measureQueries([one], rounds)
  const [alone] = await measureQueries([one], rounds)
  const others = Array.from({ length: tenants - 1 }, (_, index) => `tenant-${index + 1}`)
  const { tookMs } = await time(() => registerTenants(service, others, reportHundreds(log)))
  for (const tenantId of others) await copyRows(owner, tenantId)
  log(`measuring queries of ${tenants} tenants`)
  const all = [...one, ...(await clients(others))]
  await measureQueries([all], all.length * warmUpVisits)
  const [spread, again] = await measureQueries([all, one], Math.max(rounds, all.length))
  return [
    withoutBudget(
      `registering of ${tenants - 1} tenants`,
      seconds(tookMs),
      `${milliseconds(tookMs / (tenants - 1))} each`,
    ),
    ...queries.map((query) => queryFigure(query, tenants, { alone, spread, again })),
    ...(await measureMigrations(service, { tenants, log })),
  ]
}

const reportHundreds = (log: (line: string) => void) => (done: number) => {
  if (done % 100 === 0) log(`registered ${done} tenants`)
}

const anyInvoice = async (owner: Sql): Promise<string> => {
  const [row] = await owner.unsafe(`select id from "${schemaOf(first)}".invoices order by id limit 1`)
  return String(row?.id)
}

/** All with the same connections: otherwise most would be closed again before the turn of their tenant. */
const clientsOf = ({ clientFor }: Service, invoiceId: string) => {
  const agent = openAgent()
  return async (tenantIds: readonly string[]): Promise<Client[]> => {
    const clients: Client[] = []
    for (const tenantId of tenantIds)
      clients.push({ execute: await clientFor('admin', tenantId, agent), invoiceId })
    return clients
  }
}

const schemaOf = (tenantId: string): string => tenantSchema({ tenantId, version: 1 })

const copyRows = async (owner: Sql, tenantId: string): Promise<void> => {
  for (const table of ['invoices', 'invoice_search'])
    await owner.unsafe(
      `insert into "${schemaOf(tenantId)}".${table} select * from "${schemaOf(first)}".${table}`,
    )
  await vacuum(owner, tenantId)
}

/** Reads one invoice and one list of the next client of each group in turns, in as many rounds. */
const measureQueries = async <Groups extends readonly (readonly Client[])[]>(
  groups: readonly [...Groups],
  rounds: number,
): Promise<{ [Index in keyof Groups]: Taken }> => {
  const taken = groups.map((): Taken => ({ invoice: [], list: [] }))
  for (let round = 0; round < rounds; round++)
    for (const [index, clients] of groups.entries()) {
      const client = clients[round % clients.length]
      if (client === undefined) throw new Error('A group has no client')
      const { invoiceMs, listMs } = await readBoth(client)
      taken[index]?.invoice.push(invoiceMs)
      taken[index]?.list.push(listMs)
    }
  return taken as { [Index in keyof Groups]: Taken }
}

/** @throws Error when the tenant does not show its invoices */
const readBoth = async ({ execute, invoiceId }: Client): Promise<{ invoiceMs: number; listMs: number }> => {
  const invoice = await time(() => execute<{ id: string } | null>(invoiceQuery, { id: invoiceId }))
  const list = await time(() => execute<{ totalCount: number }>(listQuery))
  if (invoice.value?.id !== invoiceId || list.value.totalCount !== invoicesOfEach)
    throw new Error(`A tenant shows ${list.value.totalCount} of ${invoicesOfEach} invoices`)
  return { invoiceMs: invoice.tookMs, listMs: list.tookMs }
}

/** The one tenant is measured before the others exist and in turns with them; the faster of both counts. */
const queryFigure = (
  query: (typeof queries)[number],
  tenants: number,
  { alone, spread, again }: Record<'alone' | 'spread' | 'again', Taken>,
): Figure => {
  const [aloneMs, againMs] = [median(alone[query]), median(again[query])]
  const spreadMs = median(spread[query])
  return atMost(
    `${query === 'list' ? 'list' : 'invoice by id'} over ${tenants} tenants / of 1, p50`,
    { measured: spreadMs / Math.min(aloneMs, againMs), bound: 1.2, unit: times },
    `${milliseconds(spreadMs)} / ${milliseconds(aloneMs)} before the others exist, ` +
      `${milliseconds(againMs)} in turns with them`,
  )
}

/** `migrate` as it is run with a release, and the revert of the last migration. */
const measureMigrations = async (
  service: Service,
  { tenants, log }: Pick<Options, 'tenants' | 'log'>,
): Promise<Figure[]> => {
  const migrate = async (command: string): Promise<{ tookMs: number; lines: number }> => {
    const { tookMs, value } = await time(() =>
      runScript('infra/run/host/migrate-command.ts', { environment: service.environment, args: [command] }),
    )
    return { tookMs, lines: value.split('\n').length - 1 }
  }
  log('migrating with nothing pending')
  const nothing = await migrate('run')
  log('reverting the last migration and applying it again')
  const reverted = await migrate('revert')
  const applied = await migrate('run')
  if (nothing.lines !== 0 || reverted.lines < tenants || applied.lines !== reverted.lines)
    throw new Error(`${reverted.lines} migrations were reverted and ${applied.lines} applied`)
  const each = (tookMs: number) => `${milliseconds(tookMs / tenants)} each`
  return [
    withoutBudget(`migrate over ${tenants} tenants, nothing pending`, seconds(nothing.tookMs)),
    withoutBudget(
      `migrate over ${tenants} tenants, one migration`,
      seconds(applied.tookMs),
      each(applied.tookMs),
    ),
    withoutBudget(
      `revert of one migration over ${tenants} tenants`,
      seconds(reverted.tookMs),
      each(reverted.tookMs),
    ),
  ]
}
