import { fork } from 'node:child_process'
import { join } from 'node:path'
import { tenantSchema } from '../../../postgres/tenant-schema.ts'
import { askProcess } from '../ask-process.ts'
import { connectAs } from '../connect-as.ts'
import { atLeast, type Figure, perSecond, times } from '../figure.ts'
import { median } from '../quantile.ts'
import { registerTenant } from '../requests.ts'
import { root, type Service } from '../service.ts'
import type { ProjectedBatch } from './project-batches.ts'

type Options = { invoices: number; log(line: string): void }
type Pair = { with: ProjectedBatch; without: ProjectedBatch }

const warmUpBatches = 5
const tenants = { with: 'with-ledger', without: 'without-ledger' } as const

/**
 * Events per second of the projection, with the ledger against without it. Two processes project the same
 * events into two tenants in turns, batch by batch, and each pair of batches gives one ratio.
 */
export const measureProjectionRatio = async (service: Service, options: Options): Promise<Figure> => {
  const { invoices, log } = options
  for (const tenantId of Object.values(tenants)) await registerTenant(service, tenantId)
  log('measuring the projection with and without the ledger')
  const projections = {
    with: startProjection(service, invoices, 'with'),
    without: startProjection(service, invoices, 'without'),
  }
  try {
    const pairs: Pair[] = []
    for (let batch = 0; ; batch++) {
      // The process that comes second may profit from the first, so they also take turns in being first.
      const order = batch % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const)
      const pair = {} as Pair
      for (const kind of order) pair[kind] = await projections[kind].projectNext()
      if (pair.with.events === 0) break
      if (batch >= warmUpBatches) pairs.push(pair)
      if (batch % 20 === 19) log(`projected ${batch + 1} batches with and without the ledger`)
    }
    await checkDocuments(service)
    return figureOf(pairs)
  } finally {
    for (const { stop } of Object.values(projections)) stop()
  }
}

const startProjection = (service: Service, invoices: number, kind: keyof Pair) => {
  const script = join(root, 'infra/tools/bench/ledger/project-batches.ts')
  const child = fork(script, [tenants[kind], String(invoices), kind], { env: service.environment })
  return { projectNext: () => askProcess<ProjectedBatch>(child, 'next'), stop: () => child.kill() }
}

/** @throws Error when a tenant has documents and should not, or the other way round */
const checkDocuments = async (service: Service): Promise<void> => {
  const owner = connectAs(service.environment, 'owner')
  const count = async (tenantId: string) => {
    const [row] = await owner.unsafe(
      `select count(*)::int as n from "${tenantSchema({ tenantId, version: 1 })}".tax_documents`,
    )
    return Number(row?.n)
  }
  const [documents, none] = [await count(tenants.with), await count(tenants.without)]
  if (documents === 0 || none !== 0)
    throw new Error(`The ledgers have ${documents} documents with the ledger and ${none} without it`)
}

const figureOf = (pairs: readonly Pair[]): Figure => {
  const rateOf = (kind: keyof Pair) => {
    const batches = pairs.map((pair) => pair[kind])
    const sum = (of: (batch: ProjectedBatch) => number) => batches.reduce((all, batch) => all + of(batch), 0)
    return perSecond(
      sum(({ events }) => events),
      sum(({ tookMs }) => tookMs),
    )
  }
  return atLeast(
    'projection with the ledger / without, events per second',
    {
      measured: median(pairs.map((pair) => pair.without.tookMs / pair.with.tookMs)),
      bound: 0.8,
      unit: times,
    },
    `${rateOf('with')} / ${rateOf('without')}, ${pairs.length} pairs of batches`,
  )
}
