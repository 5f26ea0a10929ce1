import { fork } from 'node:child_process'
import { join } from 'node:path'
import { askProcess } from '../ask-process.ts'
import type { Service } from '../service.ts'
import type { Shares } from './cpu-profile.ts'
import type { Reply, Request } from './projection-process.ts'
import type { Batch } from './records-in-order.ts'

/** The function project-invoices in a process of its own. */
export type Projection = {
  /** Returns the milliseconds that the function took, without what the way into the process takes. */
  project(batch: Batch): Promise<number>
  /** Projects the batches and returns where the time of the process went meanwhile. */
  profile(batches: readonly Batch[]): Promise<Shares>
  stop(): void
}

export const startProjection = ({ environment }: Pick<Service, 'environment'>): Projection => {
  const child = fork(join(import.meta.dirname, 'projection-process.ts'), [], { env: environment })
  const ask = (request: Request) => askProcess<Reply>(child, request)
  const project = async ({ event }: Batch) => {
    const reply = await ask({ project: event })
    if (!('tookMs' in reply)) throw new Error('The projection did not say what a batch took')
    return reply.tookMs
  }
  return {
    project,
    profile: async (batches) => {
      await ask({ profile: 'start' })
      for (const batch of batches) await project(batch)
      const reply = await ask({ profile: 'stop' })
      if (!('shares' in reply)) throw new Error('The projection returned no profile')
      return reply.shares
    },
    stop: () => child.kill(),
  }
}
