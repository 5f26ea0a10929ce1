import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { runConcurrently } from './concurrently.ts'
import { type Figure, milliseconds, perSecond, withoutBudget } from './figure.ts'
import type { Execute } from './graphql-client.ts'
import { quantile } from './quantile.ts'
import { approveInvoice, createInvoice } from './requests.ts'
import { time } from './time.ts'

const concurrency = 20

const payMutation = `mutation ($id: ID!, $input: RecordPaymentInput!, $key: String) {
  recordPayment(invoiceId: $id, input: $input, idempotencyKey: $key) { id status balance { amount } }
}`

/** Measures payments per second, each of another invoice of one tenant. */
export const measurePayments = async (execute: Execute, count: number): Promise<Figure> => {
  const issued: string[] = []
  await runConcurrently(count, 8, async () => {
    const { id } = await createInvoice(execute)
    await approveInvoice(execute, id)
    issued.push(id)
  })
  const input = { amount: '1', method: 'CASH', paidOn: dhakaDate(new Date().toISOString()) }
  const eachMs: number[] = []
  const { tookMs } = await time(() =>
    runConcurrently(count, concurrency, async (index) => {
      const id = issued[index] ?? ''
      const payment = await time(() => execute(payMutation, { id, input, key: `pay-${id}` }))
      eachMs.push(payment.tookMs)
    }),
  )
  return withoutBudget(
    `recordPayment, ${concurrency} at a time`,
    perSecond(count, tookMs),
    `${count} payments, p95 of one ${milliseconds(quantile(eachMs, 0.95))}`,
  )
}
