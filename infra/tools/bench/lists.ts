import { atMost, type Figure, milliseconds, perSecond, times, withoutBudget } from './figure.ts'
import type { Execute } from './graphql-client.ts'
import { type Filters, filtersByKind, orders } from './list-filters.ts'
import { median, quantile } from './quantile.ts'
import { registerTenant } from './requests.ts'
import { runScript } from './run-script.ts'
import type { Service } from './service.ts'
import { time } from './time.ts'

type Options = { invoices: number; rounds: number; log(line: string): void }

const tenantId = 'ledger'

/**
 * Lists of a tenant with many invoices: the projection that fills them, each kind of filter in every order,
 * and a page far from the beginning against the first.
 */
export const measureLists = async (
  service: Service,
  { invoices, rounds, log }: Options,
): Promise<Figure[]> => {
  await registerTenant(service, tenantId)
  log(`filling a tenant with ${invoices} invoices`)
  const fillMs = await fillReadModel(service, invoices)
  const figures: Figure[] = [
    withoutBudget(
      'projection, invoices from draft to paid',
      perSecond(invoices, fillMs),
      `${invoices} of one tenant, in batches of 500`,
    ),
  ]
  const execute = await service.clientFor('admin', tenantId)
  log('measuring lists')
  for (const [kind, filters] of Object.entries(filtersByKind))
    figures.push(await measureFilters(execute, kind, filters, rounds))
  return [...figures, await measureDepth(execute, Math.min(20_000, invoices / 2), rounds * 10)]
}

/** Fills the tenant in a separate process; returns the milliseconds that the projection took. */
const fillReadModel = async (service: Service, invoices: number): Promise<number> => {
  const output = await runScript('infra/tools/bench/fill-read-model.ts', {
    environment: service.environment,
    args: [tenantId, invoices],
  })
  const tookSeconds = Number.parseFloat(output)
  if (!(tookSeconds > 0)) throw new Error('The tenant could not be filled with invoices')
  return tookSeconds * 1000
}

const query = `query ($filter: InvoiceFilter, $orderBy: InvoiceOrder, $first: Int, $after: String) {
  invoices(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount pageInfo { endCursor } nodes { id invoiceNumber mushakNumber status grandTotal { amount } }
  }
}`
type Page = { totalCount: number; pageInfo: { endCursor: string | null }; nodes: unknown[] }

/** @throws Error when the page is empty although invoices match */
export const readPage = async (execute: Execute, variables: Record<string, unknown>): Promise<Page> => {
  const page = await execute<Page>(query, variables)
  if (page.nodes.length === 0 && page.totalCount > 0)
    throw new Error(`No invoice on the page of ${JSON.stringify(variables)}; ${page.totalCount} match`)
  return page
}

const measureFilters = async (
  execute: Execute,
  kind: string,
  filters: Filters,
  rounds: number,
): Promise<Figure> => {
  const allMs: number[] = []
  let [slowestMs, slowest] = [0, '']
  for (const filter of filters) {
    for (const orderBy of orders) {
      const listMs: number[] = []
      for (let round = 0; round < rounds; round++)
        listMs.push((await time(() => readPage(execute, { filter, orderBy }))).tookMs)
      allMs.push(...listMs)
      const p50 = median(listMs)
      if (p50 > slowestMs) [slowestMs, slowest] = [p50, `${JSON.stringify(filter)} ${orderBy}`]
    }
  }
  const note = `p50 ${milliseconds(median(allMs))}; slowest p50 ${milliseconds(slowestMs)}: ${slowest}`
  return withoutBudget(`list by ${kind}, p95`, milliseconds(quantile(allMs, 0.95)), note)
}

/** In turns, so that the load of the machine is the same for both. */
const measureDepth = async (execute: Execute, depth: number, rounds: number): Promise<Figure> => {
  let after: string | null = null
  for (let read = 0; read < depth; read += 100) {
    const page: Page = await readPage(execute, { first: 100, after })
    after = page.pageInfo.endCursor
    if (after === null) throw new Error(`The list ends before ${depth} invoices`)
  }
  const [firstMs, deepMs]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    firstMs.push((await time(() => readPage(execute, {}))).tookMs)
    deepMs.push((await time(() => readPage(execute, { after }))).tookMs)
  }
  return atMost(
    `page after ${depth} invoices / first page, p50`,
    { measured: median(deepMs) / median(firstMs), bound: 1.5, unit: times },
    `${milliseconds(median(deepMs))} / ${milliseconds(median(firstMs))}`,
  )
}
