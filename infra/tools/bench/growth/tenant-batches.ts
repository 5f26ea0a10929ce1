import { atMost, type Figure, milliseconds, times } from '../figure.ts'
import { median } from '../quantile.ts'
import { registerTenants } from '../requests.ts'
import type { Service } from '../service.ts'
import { type Batch, eventsPerBatch, recordsInOrder, toBatch } from './records-in-order.ts'
import { startProjection } from './start-projection.ts'

type Options = { batches: number; log(line: string): void }

const tenants = 50
const warmUpBatches = 10

/** What a batch of 500 events costs the projection when they are of 50 tenants, against one, in turns. */
export const measureTenantBatches = async (service: Service, { batches, log }: Options): Promise<Figure> => {
  const ofOne = 'batches-of-one'
  const ofMany = Array.from({ length: tenants }, (_, index) => `batches-of-many-${index}`)
  log(`registering ${tenants} tenants for the batches`)
  await registerTenants(service, [ofOne, ...ofMany])
  const total = batches + warmUpBatches
  const [one, many] = [batchesFrom([ofOne], total), batchesFrom(ofMany, total)]
  const projection = startProjection(service)
  try {
    const [oneMs, manyMs]: [number[], number[]] = [[], []]
    for (const [index, batch] of one.entries()) {
      const other = many[index]
      if (other === undefined) break
      const [ofOneMs, ofManyMs] = [await projection.project(batch), await projection.project(other)]
      if (index < warmUpBatches) continue
      oneMs.push(ofOneMs)
      manyMs.push(ofManyMs)
    }
    log(`projected ${total} batches of one tenant and of ${tenants}`)
    return atMost(
      `batch of 500 events of ${tenants} tenants / of 1, p50`,
      { measured: median(manyMs) / median(oneMs), bound: 1.5, unit: times },
      `${milliseconds(median(manyMs))} / ${milliseconds(median(oneMs))}, ${oneMs.length} batches of each`,
    )
  } finally {
    projection.stop()
  }
}

/** Batches with equal parts of each tenant. */
const batchesFrom = (tenantIds: readonly string[], count: number): Batch[] => {
  const share = eventsPerBatch / tenantIds.length
  const records = tenantIds.map((tenantId) => recordsInOrder(tenantId, Math.ceil((count * share) / 2)))
  return Array.from({ length: count }, (_, index) =>
    toBatch(records.flatMap((own) => own.slice(index * share, (index + 1) * share))),
  )
}
