import { closeEventStore } from '../../../event-store/client.ts'
import { closeConnections } from '../../../postgres/connect.ts'
import { tenantSchema } from '../../../postgres/tenant-schema.ts'
import { openFunctions } from '../../functions/open-functions.ts'
import { rebuild } from '../../projection/rebuild.ts'
import { connectAs } from '../connect-as.ts'
import { readPeakBytes } from '../process-memory.ts'

/**
 * Rebuilds the read model of a tenant as `npm run projection -- rebuild` does, and retires the new version
 * each time: `rebuild-process.ts <tenant> <times>`. Prints a line of JSON for each rebuild.
 */

export type Rebuilt = {
  /** Of the event store. */
  events: number
  /** That the rows of the new version have, and how many rows they are. */
  inRows: number
  rows: number
  /** From the first page to the last, by the clock of the database: the schemas are made before. */
  tookMs: number
  /** The largest memory that this process has had so far; undefined on systems without /proc. */
  peakBytes: number | undefined
}

const [tenantId = '', count = ''] = process.argv.slice(2)
const countRows = async (version: number): Promise<Pick<Rebuilt, 'inRows' | 'rows'>> => {
  const owner = connectAs(process.env, 'owner')
  const [row] = await owner<{ inRows: number; rows: number }[]>`
    select count(*)::int as rows, coalesce(sum(revision + 1), 0)::int as "inRows"
    from ${owner(tenantSchema({ tenantId, version }))}.invoices`
  return row ?? { inRows: 0, rows: 0 }
}

const invoke = openFunctions()
const log = (line: string): void => void process.stderr.write(`${line}\n`)
for (let round = 1; round <= Number(count); round++) {
  const { models } = await rebuild({ invoke, log })
  const model = models.at(-1)
  if (!model?.liveAt || !model.filledAt) throw new Error('The rebuild made no version')
  const rebuilt: Rebuilt = {
    events: model.filledEvents,
    ...(await countRows(model.version)),
    tookMs: Date.parse(model.filledAt) - Date.parse(model.liveAt),
    peakBytes: readPeakBytes(process.pid),
  }
  process.stdout.write(`${JSON.stringify(rebuilt)}\n`)
  await invoke('read-models', { command: 'retire', version: model.version })
}
await closeEventStore()
await closeConnections()
