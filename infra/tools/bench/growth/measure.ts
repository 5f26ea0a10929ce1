import { join } from 'node:path'
import type { Figure } from '../figure.ts'
import { type Service, type ServiceOptions, startService } from '../service.ts'
import { measureThroughBroker } from './broker.ts'
import { measureListGrowth } from './lists.ts'
import { measureProjection } from './projection.ts'
import { measureRebuild } from './rebuild.ts'
import { measureTenantBatches } from './tenant-batches.ts'
import { measureTenants } from './tenants.ts'

type Options = { dataDir: string; quick: boolean; log(line: string): void }

type Sizes = {
  /** Of the firm whose events are projected; each has three or four. */
  projectedInvoices: number
  tenantBatches: number
  rebuiltEvents: { small: number; large: number }
  lists: { invoices: number; copies: number; rounds: number }
  tenants: { tenants: number; rounds: number }
}

const whole: Sizes = {
  projectedInvoices: 30_000,
  tenantBatches: 60,
  rebuiltEvents: { small: 10_000, large: 1_000_000 },
  lists: { invoices: 10_000, copies: 100, rounds: 10 },
  tenants: { tenants: 1_000, rounds: 1_000 },
}
const short: Sizes = {
  projectedInvoices: 8_000,
  tenantBatches: 20,
  rebuiltEvents: { small: 10_000, large: 100_000 },
  lists: { invoices: 10_000, copies: 10, rounds: 3 },
  tenants: { tenants: 100, rounds: 300 },
}

/**
 * As little as a database of this size has on a machine of its own. In the 64 MB of a laptop the rows of
 * 1,000 tenants have no room, and each read gets its pages from the operating system.
 */
const large = { sharedBuffersMegabytes: 1_024 }

/**
 * Measures what an event costs on its way into rows, and what a service with much data costs against one with
 * little: a rebuild, lists and tenants. Each figure is a ratio of two parts of this run.
 */
export const measureGrowth = async ({ dataDir, quick, log }: Options): Promise<Figure[]> => {
  const sizes = quick ? short : whole
  const onService = async (
    name: string,
    work: (service: Service) => Promise<Figure[]>,
    more: Pick<ServiceOptions, 'sharedBuffersMegabytes'> = {},
  ): Promise<Figure[]> => {
    log(`starting the service for ${name}`)
    const service = await startService({ dataDir: join(dataDir, name), log, ...more })
    try {
      return await work(service)
    } finally {
      await service.stop()
    }
  }
  return [
    ...(await onService('projection', async (service) => {
      const invoices = sizes.projectedInvoices
      const { figures, pairs } = await measureProjection(service, { invoices, log })
      const broker = { dataDir: join(dataDir, 'broker'), invoices, pairs, log }
      const through = await measureThroughBroker(service, broker)
      const batches = await measureTenantBatches(service, { batches: sizes.tenantBatches, log })
      return [...figures, through, batches]
    })),
    ...(await measureRebuild({ dataDir: join(dataDir, 'rebuild'), events: sizes.rebuiltEvents, log })),
    ...(await onService('lists', (service) => measureListGrowth(service, { ...sizes.lists, log }), large)),
    ...(await onService('tenants', (service) => measureTenants(service, { ...sizes.tenants, log }), large)),
  ]
}
