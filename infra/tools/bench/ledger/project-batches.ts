import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { batchOf, recordsOf } from '../kafka-batch.ts'
import { loadProjection } from '../load-projection.ts'
import { sampleInvoices } from '../sample-invoices.ts'
import { root } from '../service.ts'
import { time } from '../time.ts'

/**
 * Projects sample invoices into a tenant, a batch for each message from its parent, and reports what each
 * batch took: `project-batches.ts <tenant> <count> with|without`. Without the ledger, the module that writes
 * it is replaced by one that does nothing, so that the rest is the code that is measured with it.
 */

/** What one batch was. The last message of a process has no events. */
export type ProjectedBatch = { events: number; tookMs: number }

/** As many as the event source mapping of the topic passes on at once, or a few more. */
const eventsPerBatch = 500

const replaceLedger = (): (() => boolean) => {
  const url = pathToFileURL(join(root, 'functions/read-model/ledger/add-to-ledger.ts')).href
  let isReplaced = false
  registerHooks({
    load(loaded, context, nextLoad) {
      if (loaded !== url) return nextLoad(loaded, context)
      isReplaced = true
      return { format: 'module', source: 'export const addToLedger = async () => {}', shortCircuit: true }
    },
  })
  return () => isReplaced
}

function* batchesOf(tenantId: string, count: number): Generator<MSKEvent> {
  let waiting: MSKRecord[] = []
  // The time is fixed: both processes have to project the same events.
  for (const sample of sampleInvoices({ tenantId, count, until: '2026-07-01T00:00:00.000Z' })) {
    waiting.push(...recordsOf(tenantId, sample))
    if (waiting.length < eventsPerBatch) continue
    yield batchOf(waiting)
    waiting = []
  }
}

const countEvents = ({ records }: MSKEvent): number => Object.values(records).flat().length

const [tenantId = '', count = '', kind = ''] = process.argv.slice(2)
const wasReplaced = kind === 'without' ? replaceLedger() : () => true
const project = await loadProjection()
if (!wasReplaced()) throw new Error('The module that writes the ledger was not found')
const batches = batchesOf(tenantId, Number(count))
const projectNext = async (): Promise<ProjectedBatch> => {
  const { value: batch } = batches.next()
  if (!batch) return { events: 0, tookMs: 0 }
  const { tookMs } = await time(() => project(batch))
  return { events: countEvents(batch), tookMs }
}
process.on('message', async () => process.send?.(await projectNext()))
process.on('disconnect', () => process.exit(0))
