import { atLeast, type Figure, perSecond, times, withoutBudget } from '../figure.ts'
import { median } from '../quantile.ts'
import { registerTenant } from '../requests.ts'
import type { Service } from '../service.ts'
import { sharesLine } from './cpu-profile.ts'
import { openRawWriter, type RawWriter, type Written } from './raw-upsert.ts'
import { type Batch, batchesOf, recordsInOrder } from './records-in-order.ts'
import { type Projection, startProjection } from './start-projection.ts'

type Options = { invoices: number; log(line: string): void }

const projectedTenant = 'projected'
const rawTenant = 'raw'
/** The first batches, in which both processes compile their code. */
export const warmUpBatches = 10
/** Batches at the end that are profiled and not measured. */
const profiledBatches = 20

type Pair = { events: number; projectedMs: number; rawMs: number; written: Written }

/** The rows that each batch has written, so that they can be written again. */
export type MeasuredProjection = { figures: Figure[]; pairs: readonly Pair[] }

/**
 * Events per second of the projection against an upsert of the same rows by the plain driver, in turns batch
 * by batch, and where the time of the projection goes.
 */
export const measureProjection = async (service: Service, options: Options): Promise<MeasuredProjection> => {
  const { invoices, log } = options
  for (const tenantId of [projectedTenant, rawTenant]) await registerTenant(service, tenantId)
  log(`making the events of ${invoices} invoices`)
  const batches = batchesOf(recordsInOrder(projectedTenant, invoices))
  const measured = batches.slice(0, -profiledBatches)
  if (measured.length <= warmUpBatches) throw new Error('There are too few events for a measurement')
  const raw = await openRawWriter(service.environment, projectedTenant)
  const projection = startProjection(service)
  try {
    const pairs: Pair[] = []
    for (const [index, batch] of measured.entries()) {
      pairs.push(await measurePair({ projection, raw }, batch))
      if (index % 20 === 19) log(`projected ${index + 1} of ${measured.length} batches`)
    }
    await checkRows(raw)
    log('profiling the projection')
    const shares = await projection.profile(batches.slice(-profiledBatches))
    return { figures: [figureOf(pairs.slice(warmUpBatches), sharesLine(shares)), rowsOf(pairs)], pairs }
  } finally {
    projection.stop()
    await raw.close()
  }
}

/** The raw part writes what the projection has just written, so it comes second. */
const measurePair = async (
  { projection, raw }: { projection: Projection; raw: RawWriter },
  batch: Batch,
): Promise<Pair> => {
  const since = await raw.nextTransaction()
  const projectedMs = await projection.project(batch)
  const written = await raw.readWritten(projectedTenant, batch.invoiceIds, since)
  return { events: batch.events, projectedMs, rawMs: await raw.write(rawTenant, written), written }
}

/** @throws Error when the two tenants differ: then less or more was written than was measured */
const checkRows = async (raw: RawWriter): Promise<void> => {
  const [projected, written] = [await raw.digest(projectedTenant), await raw.digest(rawTenant)]
  if (projected !== written)
    throw new Error(`The rows differ. The projection has ${projected}; the raw upsert has ${written}`)
}

const figureOf = (pairs: readonly Pair[], shares: string): Figure => {
  const total = (of: (pair: Pair) => number) => pairs.reduce((sum, pair) => sum + of(pair), 0)
  const rate = (took: (pair: Pair) => number) =>
    perSecond(
      total(({ events }) => events),
      total(took),
    )
  return atLeast(
    'projection / raw upsert of its rows, events per second',
    {
      measured: median(pairs.map(({ projectedMs, rawMs }) => rawMs / projectedMs)),
      bound: 0.6,
      unit: times,
    },
    `${rate(({ projectedMs }) => projectedMs)} / ${rate(({ rawMs }) => rawMs)}, ${pairs.length} pairs of ` +
      `batches of 500; a CPU profile of where the rest goes: ${shares}`,
  )
}

const rowsOf = (pairs: readonly Pair[]): Figure => {
  const rows = pairs.reduce((sum, { written }) => sum + written.rows, 0)
  const perBatch = (rows / pairs.length).toFixed(0)
  return withoutBudget('rows that a batch of 500 events writes', perBatch, 'of all six tables')
}
