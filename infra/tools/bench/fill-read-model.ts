import { join } from 'node:path'
import type { MSKRecord } from 'aws-lambda'
import { environment } from '../../config/environment.ts'
import { closeConnections, connect, type Sql } from '../../postgres/connect.ts'
import { tenantSchema } from '../../postgres/tenant-schema.ts'
import { readManifest } from '../../run/host/manifest.ts'
import { type Handler, loadFrom } from '../../run/host/module.ts'
import { batchOf, recordsOf } from './kafka-batch.ts'
import { sampleInvoices } from './sample-invoices.ts'
import { root } from './service.ts'
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
const fill = async (project: Handler, tenantId: string, count: number): Promise<void> => {
  let [waiting, done]: [MSKRecord[], number] = [[], 0]
  for (const sample of sampleInvoices({ tenantId, count, until: new Date().toISOString() })) {
    waiting.push(...recordsOf(tenantId, sample))
    if (++done % invoicesPerBatch !== 0 && done !== count) continue
    const response = (await project(batchOf(waiting), undefined as never)) as { batchItemFailures: unknown[] }
    if (response.batchItemFailures.length > 0) throw new Error('The projection failed on a batch')
    waiting = []
    if (done % 10_000 === 0) process.stderr.write(`filled ${done} of ${count} invoices\n`)
  }
}

/** Does at once what autovacuum does in the first minute, so that all runs begin in the same way. */
const vacuum = async (sql: Sql, tenantId: string): Promise<void> => {
  const schema = sql(tenantSchema(tenantId))
  await sql`vacuum (analyze) ${schema}.invoices`
  await sql`vacuum (analyze) ${schema}.invoice_search`
}

/**
 * @throws Error when an invoice has no row, or a record was set aside: then less was done than was measured
 */
const checkRows = async (sql: Sql, tenantId: string, count: number): Promise<void> => {
  const [row] = await sql<{ rows: number; setAside: number }[]>`
    select
      (select count(*)::int from ${sql(tenantSchema(tenantId))}.invoices) as rows,
      (select count(*)::int from finance.set_aside where tenant = ${tenantId}) as "setAside"`
  if (row?.rows !== count) throw new Error(`${row?.rows} of ${count} invoices have a row`)
  if (row.setAside > 0) throw new Error(`The projection set ${row.setAside} streams aside`)
}

const connectAsOwner = (): Sql => {
  const {
    DATABASE_HOST: host = '',
    DATABASE_PORT: port,
    DATABASE_NAME: database = '',
    DATABASE_USERNAME: user = '',
    DATABASE_PASSWORD: password = '',
  } = environment()
  return connect({ host, port: Number(port), database, user, password, statementTimeoutMs: 0 })
}

const [tenantId = '', countText = ''] = process.argv.slice(2)
const count = Number(countText)
const manifest = readManifest(join(root, 'serverless.yml'), environment())
const declaration = manifest.functions.get('project-invoices')
if (!declaration) throw new Error('The manifest has no function project-invoices')
const project = await loadFrom(root)(declaration)
const { tookMs } = await time(() => fill(project, tenantId, count))
const sql = connectAsOwner()
await vacuum(sql, tenantId)
await checkRows(sql, tenantId, count)
await closeConnections()
process.stdout.write(`${tookMs / 1000}\n`)
process.exit(0)
