import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { environment } from '../../config/environment.ts'
import { closeConnections, type Sql } from '../../postgres/connect.ts'
import { tenantSchema } from '../../postgres/tenant-schema.ts'
import { connectAs } from './connect-as.ts'
import { batchOf, recordsOf } from './kafka-batch.ts'
import { loadProjection } from './load-projection.ts'
import { sampleInvoices } from './sample-invoices.ts'
import { time } from './time.ts'

/**
 * Fills the read model of a tenant with sample invoices: `fill-read-model.ts <tenant> <count>`. Prints the
 * seconds that the projection took. A separate process, because it loads the projection as the host does.
 */

const invoicesPerBatch = 500

/**
 * Invokes the projection with the events of whole invoices, as Kafka would deliver them: only it writes the
 * rows.
 */
const fill = async (
  project: (batch: MSKEvent) => Promise<void>,
  tenantId: string,
  count: number,
): Promise<void> => {
  let [waiting, done]: [MSKRecord[], number] = [[], 0]
  for (const sample of sampleInvoices({ tenantId, count, until: new Date().toISOString() })) {
    waiting.push(...recordsOf(tenantId, sample))
    if (++done % invoicesPerBatch !== 0 && done !== count) continue
    await project(batchOf(waiting))
    waiting = []
    if (done % 10_000 === 0) process.stderr.write(`filled ${done} of ${count} invoices\n`)
  }
}

/** Does at once what autovacuum does in the first minute, so that all runs begin in the same way. */
const vacuum = async (sql: Sql, tenantId: string): Promise<void> => {
  const schema = sql(tenantSchema({ tenantId, version: 1 }))
  await sql`vacuum (analyze) ${schema}.invoices`
  await sql`vacuum (analyze) ${schema}.invoice_search`
}

/**
 * @throws Error when an invoice has no row, or a record was set aside: then less was done than was measured
 */
const checkRows = async (sql: Sql, tenantId: string, count: number): Promise<void> => {
  const [row] = await sql<{ rows: number; setAside: number }[]>`
    select
      (select count(*)::int from ${sql(tenantSchema({ tenantId, version: 1 }))}.invoices) as rows,
      (select count(*)::int from finance.set_aside where tenant = ${tenantId}) as "setAside"`
  if (row?.rows !== count) throw new Error(`${row?.rows} of ${count} invoices have a row`)
  if (row.setAside > 0) throw new Error(`The projection set ${row.setAside} streams aside`)
}

const [tenantId = '', countText = ''] = process.argv.slice(2)
const count = Number(countText)
const project = await loadProjection()
const { tookMs } = await time(() => fill(project, tenantId, count))
const sql = connectAs(environment(), 'owner')
await vacuum(sql, tenantId)
await checkRows(sql, tenantId, count)
await closeConnections()
process.stdout.write(`${tookMs / 1000}\n`)
process.exit(0)
