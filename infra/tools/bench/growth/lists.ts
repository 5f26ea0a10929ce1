import { connectAs } from '../connect-as.ts'
import { atMost, type Figure, milliseconds, times, withoutBudget } from '../figure.ts'
import type { Execute } from '../graphql-client.ts'
import { type Filters, filtersByKind, orders } from '../list-filters.ts'
import { readPage } from '../lists.ts'
import { median, quantile } from '../quantile.ts'
import { registerTenants } from '../requests.ts'
import { runScript } from '../run-script.ts'
import type { Service } from '../service.ts'
import { time } from '../time.ts'
import { copyInvoices, vacuum } from './copy-invoices.ts'

type Options = {
  /** Of the small tenant; the large one has each of them `copies` times. */
  invoices: number
  copies: number
  rounds: number
  log(line: string): void
}

const [small, large] = ['lists-small', 'lists-large']

/** The p95 of lists of a tenant with many invoices against one with few, in turns, in every order. */
export const measureListGrowth = async (service: Service, options: Options): Promise<Figure[]> => {
  const { invoices, copies, rounds, log } = options
  await registerTenants(service, [small, large])
  log(`filling a tenant with ${invoices} invoices`)
  const { environment } = service
  await runScript('infra/tools/bench/fill-read-model.ts', { environment, args: [small, invoices] })
  const owner = connectAs(environment, 'owner')
  const { tookMs } = await time(() => copyInvoices(owner, { from: small, to: large, copies, log }))
  await vacuum(owner, small)
  const ofBoth = {
    small: await service.clientFor('admin', small),
    large: await service.clientFor('admin', large),
  }
  await checkTotal(ofBoth, { small: invoices, large: invoices * copies })
  const kinds: [string, Measured[]][] = []
  for (const [kind, filters] of Object.entries(filtersByKind)) {
    log(`measuring lists by ${kind}`)
    kinds.push([kind, await measureKind(ofBoth, filters, rounds)])
  }
  const sizes = `${(invoices * copies).toLocaleString('en')} invoices / of ${invoices.toLocaleString('en')}`
  return [
    withoutBudget('copying of a large tenant', `${(tookMs / 1000).toFixed(0)} s`, 'with its indexes'),
    wholeFigure(`lists of ${sizes}, p95`, kinds),
    ...kinds.map(([kind, measured]) => kindFigure(`list by ${kind}, p95 of ${sizes}`, measured)),
  ]
}

type Both<Value> = { small: Value; large: Value }

/** The times of one filter in one order. */
type Measured = { what: string; tookMs: Both<number[]> }

/** @throws Error when a tenant has fewer invoices than it should */
const checkTotal = async (clients: Both<Execute>, expected: Both<number>): Promise<void> => {
  for (const size of ['small', 'large'] as const) {
    const { totalCount } = await readPage(clients[size], {})
    // The count of a long list stops.
    if (totalCount < Math.min(expected[size], 10_000))
      throw new Error(`The list of the ${size} tenant has only ${totalCount} invoices`)
  }
}

const measureKind = async (clients: Both<Execute>, filters: Filters, rounds: number): Promise<Measured[]> => {
  const measured: Measured[] = []
  for (const filter of filters) {
    for (const orderBy of orders) {
      const tookMs: Both<number[]> = { small: [], large: [] }
      // The first read of each brings its pages into memory.
      for (let round = -1; round < rounds; round++)
        for (const size of round % 2 === 0 ? (['small', 'large'] as const) : (['large', 'small'] as const)) {
          const list = await time(() => readPage(clients[size], { filter, orderBy }))
          if (round >= 0) tookMs[size].push(list.tookMs)
        }
      measured.push({ what: `${JSON.stringify(filter)} ${orderBy}`, tookMs })
    }
  }
  return measured
}

const p95Of = (measured: readonly Measured[], size: keyof Both<unknown>): number =>
  quantile(
    measured.flatMap(({ tookMs }) => tookMs[size]),
    0.95,
  )

const wholeFigure = (line: string, kinds: readonly [string, Measured[]][]): Figure => {
  const measured = kinds.flatMap(([, ofKind]) => ofKind)
  const [ofSmall, ofLarge] = [p95Of(measured, 'small'), p95Of(measured, 'large')]
  const [slowest] = kinds
    .map(([kind, ofKind]) => ({ kind, ms: p95Of(ofKind, 'large') }))
    .toSorted((one, other) => other.ms - one.ms)
  const note = slowest && `; slowest kind ${slowest.kind}, p95 ${milliseconds(slowest.ms)}`
  return atMost(
    line,
    { measured: ofLarge / ofSmall, bound: 1.5, unit: times },
    `${milliseconds(ofLarge)} / ${milliseconds(ofSmall)}, ${measured.length} lists${note}`,
  )
}

const kindFigure = (line: string, measured: readonly Measured[]): Figure => {
  const [ofSmall, ofLarge] = [p95Of(measured, 'small'), p95Of(measured, 'large')]
  const slowest = measured
    .map(({ what, tookMs }) => ({ what, ms: median(tookMs.large), smallMs: median(tookMs.small) }))
    .toSorted((one, other) => other.ms - one.ms)[0]
  const note = slowest && `${milliseconds(slowest.ms)} / ${milliseconds(slowest.smallMs)}: ${slowest.what}`
  return withoutBudget(
    line,
    times(ofLarge / ofSmall),
    `${milliseconds(ofLarge)} / ${milliseconds(ofSmall)}; slowest p50 ${note}`,
  )
}
