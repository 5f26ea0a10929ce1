import { tenantSchema } from '../../postgres/tenant-schema.ts'
import { connectAs } from './connect-as.ts'
import { atMost, type Figure, milliseconds, times } from './figure.ts'
import type { Execute } from './graphql-client.ts'
import { median } from './quantile.ts'
import { createInvoice, readBack, tenantId } from './requests.ts'
import type { Service } from './service.ts'
import { time } from './time.ts'

const warmUpRounds = 200

const query = `query ($id: ID!) {
  invoice(id: $id) {
    id invoiceNumber status revision grandTotal { amount }
    lineItems { description quantity unitPrice }
  }
}`

/** Compares a read of one invoice with an empty request and the plain SELECT of its row, in turns. */
export const measureReadRatio = async (
  service: Service,
  execute: Execute,
  rounds: number,
): Promise<Figure> => {
  const created = await createInvoice(execute)
  await readBack(execute, created)
  const sql = connectAs(service.environment, 'owner')
  const table = sql(tenantSchema({ tenantId, version: 1 }))
  const kinds = {
    invoice: () => execute(query, { id: created.id }),
    door: () => execute('{ __typename }'),
    select: () => sql`select state from ${table}.invoices where id = ${created.id}`.execute(),
  }
  const tookMs: Record<keyof typeof kinds, number[]> = { invoice: [], door: [], select: [] }
  for (let round = 0; round < rounds + warmUpRounds; round++)
    for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
      const call = await time<unknown>(kinds[kind])
      if (round >= warmUpRounds) tookMs[kind].push(call.tookMs)
    }
  const [invoiceMs, doorMs, selectMs] = [median(tookMs.invoice), median(tookMs.door), median(tookMs.select)]
  return atMost(
    'invoice by id / an empty request and a plain SELECT, p50',
    { measured: invoiceMs / (doorMs + selectMs), bound: 1.3, unit: times },
    `${milliseconds(invoiceMs)} / ${milliseconds(doorMs)} + ${milliseconds(selectMs)}`,
  )
}
