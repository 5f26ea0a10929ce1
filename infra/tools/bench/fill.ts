import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { environment } from '../../config/environment.ts'
import { invoiceStream } from '../../event-store/stream-names.ts'
import { recordOf } from '../../kafka/cloud-event.ts'
import { closeConnections, connect } from '../../postgres/connect.ts'
import { tenantSchema } from '../../postgres/tenant-schema.ts'
import { readManifest } from '../../run/host/manifest.ts'
import { type Handler, loadFrom } from '../../run/host/module.ts'
import { type SampleInvoice, sampleInvoices } from './sample-invoices.ts'
import { root } from './service.ts'

/** Fills the read model of a tenant with so many invoices, in a process of its own: `fill.ts <tenant> <count>`. */

const perBatch = 500

const records = (tenantId: string, { id, events }: SampleInvoice): MSKRecord[] => {
  const stream = invoiceStream(tenantId, id)
  return events.map((event, revision) => {
    const { type, data, version } = invoices.encode(event)
    const metadata = {
      tenantId,
      schemaVersion: version,
      actor: { id: 'u-maker', role: 'admin' },
      correlationId: id,
    }
    const created = new Date().toISOString()
    const { key, value } = recordOf({
      id: randomUUID(),
      type,
      stream,
      revision,
      created,
      data,
      metadata,
    })
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    return {
      ...{
        topic: 'finance.invoice.events',
        partition: 0,
        offset: 0,
        timestamp: 0,
        timestampType: 'CREATE_TIME',
      },
      ...{ key: base64(key), value: base64(value), headers: [] },
    }
  })
}

const batch = (delivered: MSKRecord[]): MSKEvent => ({
  eventSource: 'aws:kafka',
  eventSourceArn: 'bench',
  bootstrapServers: 'bench',
  records: { 'finance.invoice.events-0': delivered },
})

/** Nothing but the projection writes the rows, here too: it is given the events of whole invoices as Kafka would deliver them. */
const fill = async (project: Handler, tenantId: string, count: number): Promise<void> => {
  let [waiting, done]: [MSKRecord[], number] = [[], 0]
  for (const history of sampleInvoices({ tenantId, count, until: new Date().toISOString() })) {
    waiting.push(...records(tenantId, history))
    if (++done % perBatch !== 0 && done !== count) continue
    const answer = (await project(batch(waiting), undefined as never)) as { batchItemFailures: unknown[] }
    if (answer.batchItemFailures.length > 0) throw new Error('The projection could not take a batch')
    waiting = []
    if (done % 10_000 === 0) process.stderr.write(`filling: ${done} of ${count} invoices\n`)
  }
}

/** What autovacuum does in the first minute, so that all runs begin alike. Fails when not every invoice has its row. */
const settle = async (tenantId: string, count: number): Promise<void> => {
  const {
    DATABASE_HOST: host = '',
    DATABASE_PORT,
    DATABASE_NAME: database = '',
    DATABASE_USERNAME: user = '',
    DATABASE_PASSWORD,
  } = environment()
  const sql = connect({
    host,
    port: Number(DATABASE_PORT),
    database,
    user,
    password: DATABASE_PASSWORD ?? '',
    statementTimeoutMs: 0,
  })
  const schema = sql(tenantSchema(tenantId))
  await sql`vacuum (analyze) ${schema}.invoices`
  await sql`vacuum (analyze) ${schema}.invoice_search`
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from ${schema}.invoices`
  if (row?.count !== count) throw new Error(`${row?.count} of ${count} invoices have a row`)
}

const [tenantId = '', count = ''] = process.argv.slice(2)
const declaration = readManifest(join(root, 'serverless.yml'), environment()).functions.get(
  'project-invoices',
)
if (!declaration) throw new Error('The manifest has no function project-invoices')
const began = performance.now()
await fill(await loadFrom(root)(declaration), tenantId, Number(count))
const seconds = (performance.now() - began) / 1000
await settle(tenantId, Number(count))
await closeConnections()
process.stdout.write(`${seconds}\n`)
process.exit(0)
