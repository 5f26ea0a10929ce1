import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { registerTenant } from './business.ts'
import type { Ask } from './client.ts'
import { atMost, type Figure, median, ms, quantile, stated, timed, times } from './figure.ts'
import { root, type Service } from './service.ts'

type Options = { invoices: number; rounds: number; log(line: string): void }

const tenantId = 'ledger'

/** Lists of a tenant that has many invoices: what each filter costs, in every order, and whether it matters how deep a page is. */
export const listing = async (service: Service, { invoices, rounds, log }: Options): Promise<Figure[]> => {
  await registerTenant(service, tenantId)
  log(`filling a tenant with ${invoices} invoices`)
  const filling = await filled(service, invoices)
  const ask = await service.as('admin', tenantId)
  log('listing')
  const figures: Figure[] = [
    stated(
      'projection, invoices from draft to paid',
      `${(invoices / filling).toFixed(0)} / s`,
      `${invoices} of one tenant, ${perBatch}`,
    ),
  ]
  for (const [name, filters] of Object.entries(groups)) figures.push(await group(ask, name, filters, rounds))
  return [...figures, await depth(ask, Math.min(20_000, invoices / 2), rounds * 10)]
}

const perBatch = 'in batches of 500'

/** Seconds that the projection took. */
const filled = async (service: Service, invoices: number): Promise<number> => {
  const child = spawn(
    process.execPath,
    [join(root, 'infra/tools/bench/fill.ts'), tenantId, String(invoices)],
    {
      env: { ...service.environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error('The tenant could not be filled with invoices')
  return Number(output)
}

type Filters = readonly Record<string, unknown>[]

const year = new Date().getUTCFullYear()

/** Filters that match nothing, little and most, near the beginning of a list and far from it. */
const groups: Record<string, Filters> = {
  'no filter': [{}],
  status: ['DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'PARTIALLY_PAID', 'PAID', 'OVERDUE', 'CANCELLED'].map(
    (one) => ({ status: [one] }),
  ),
  'customer or vendor': [
    ...['C-00001', 'C-00500', 'C-LOST', 'none'].map((customerId) => ({ customerId })),
    { vendorId: 'V-001' },
  ],
  'fiscal year or dates': [
    ...[0, 2, 4].map((ago) => ({ fiscalYear: `${year - ago - 1}-${year - ago}` })),
    ...['invoiceDate', 'dueDate', 'issueDate'].flatMap((date) => [
      { [`${date}From`]: `${year - 2}-05-01`, [`${date}To`]: `${year - 2}-05-31` },
      { [`${date}To`]: '2000-01-01' },
    ]),
  ],
  'amount or open': [
    { grandTotalMin: '2000000' },
    { grandTotalMax: '5000' },
    { grandTotalMin: '99999999' },
    { openOnly: true },
  ],
  'two filters': [
    { customerId: 'C-00001', openOnly: true },
    { status: ['DRAFT'], fiscalYear: `${year - 3}-${year - 2}` },
    { customerId: 'C-LOST', invoiceDateFrom: `${year}-01-01` },
    { status: ['OVERDUE'], grandTotalMin: '1000000' },
  ],
  text: [
    ...[
      'limited',
      'ফার্মেসি',
      'office chair',
      'কর্ণফুলী',
      'zebra crossing',
      'ananta jute',
      '0028718210101',
      '00042',
    ],
    ...['a', 'zq', 'inv', 'ক', 'lim ted 2024'],
  ].map((text) => ({ text })),
}

const orders = ['NEWEST', 'OLDEST', 'DUE_DATE', 'GRAND_TOTAL'] as const

const query = `query ($filter: InvoiceFilter, $orderBy: InvoiceOrder, $first: Int, $after: String) {
  invoices(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount pageInfo { endCursor } nodes { id invoiceNumber mushakNumber status grandTotal { amount } }
  }
}`
type Page = { totalCount: number; pageInfo: { endCursor: string | null }; nodes: unknown[] }

const group = async (ask: Ask, name: string, filters: Filters, rounds: number): Promise<Figure> => {
  const all: number[] = []
  let [slowest, which] = [0, '']
  for (const filter of filters) {
    for (const orderBy of orders) {
      const took: number[] = []
      for (let round = 0; round < rounds; round++)
        took.push((await timed(() => ask<Page>(query, { filter, orderBy }))).took)
      all.push(...took)
      if (median(took) > slowest) [slowest, which] = [median(took), `${JSON.stringify(filter)} ${orderBy}`]
    }
  }
  const note = `p50 ${ms(median(all))}; slowest p50 ${ms(slowest)}: ${which}`
  return stated(`list by ${name}, p95`, ms(quantile(all, 0.95)), note)
}

/** By turns, so that both meet the same machine. */
const depth = async (ask: Ask, deep: number, rounds: number): Promise<Figure> => {
  let after: string | null = null
  for (let read = 0; read < deep; read += 100)
    after = (await ask<Page>(query, { first: 100, after })).pageInfo.endCursor
  const [first, later]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    first.push((await timed(() => ask<Page>(query, {}))).took)
    later.push((await timed(() => ask<Page>(query, { after }))).took)
  }
  const note = `${ms(median(first))} -> ${ms(median(later))}`
  return atMost(
    `a page ${deep} deep / the first, p50`,
    { measured: median(later) / median(first), bound: 1.5, unit: times },
    note,
  )
}
