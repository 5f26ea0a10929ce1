import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { PaymentRecorded } from '../../../domain/invoice/events.ts'
import { invoiceStream } from '../../event-store/stream-names.ts'
import { atMost, type Figure, milliseconds, withoutBudget } from './figure.ts'
import type { Execute } from './graphql-client.ts'
import { median, quantile } from './quantile.ts'
import { approveInvoice, registerTenant, tenantId } from './requests.ts'
import type { Service } from './service.ts'
import { time } from './time.ts'

/** Payments of the invoices that are measured. The domain accepts 1,000; a stream can have more events. */
const sizes = [0, 100, 1_000, 5_000] as const
/** The highest number of payments that the domain accepts. */
const acceptedPayments = 1_000
/** On a busy machine too. With an idle one it is a few times faster. */
const boundMs = 1_000

type Options = { rounds: number; log(line: string): void }

/**
 * Measures what a command and a read cost on invoices with a long life. Payments are appended to the stream
 * directly, as recordPayment stores them, because 5,000 commands would take minutes. The command reverses
 * one of them: it reads, decodes and folds the whole stream, decides and appends.
 */
export const measureLongLives = async (service: Service, options: Options): Promise<Figure[]> => {
  const client = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
  try {
    await registerTenant(service)
    const execute = await service.clientFor('admin', tenantId)
    const figures: Figure[] = []
    for (const size of sizes) {
      options.log(`measuring an invoice with ${size} payments`)
      const id = await issueWithPayments(execute, client, size + 2 * options.rounds)
      figures.push(...(await measureInvoice(execute, { id, size, rounds: options.rounds })))
    }
    return figures
  } finally {
    await client.dispose()
  }
}

const createMutation = `mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id } }`
const reverseMutation = `mutation ($id: ID!, $paymentId: ID!) {
  reversePayment(invoiceId: $id, paymentId: $paymentId, reason: "Measured") {
    id status revision balance { amount }
  }
}`
const readQuery = `query ($id: ID!, $revision: Int) {
  invoice(id: $id, minRevision: $revision) {
    id revision payments { id kind amount { amount } method paidOn reference reversed reversalReason }
  }
}`

/** Payments of 1 taka each leave the balance of the invoice open. */
const issueWithPayments = async (
  execute: Execute,
  client: EventStoreDBClient,
  count: number,
): Promise<string> => {
  const date = dhakaDate(new Date().toISOString())
  const lineItems = [{ description: 'Cement', quantity: '100', unitPrice: '1000' }]
  const parties = { vendorId: 'V-001', customerId: 'C-001' }
  const input = { ...parties, invoiceDate: date, dueDate: date, lineItems }
  const { id } = await execute<{ id: string }>(createMutation, { input })
  await approveInvoice(execute, id)
  const stream = invoiceStream(tenantId, id)
  for (let from = 0; from < count; from += 500) {
    const payments = Array.from({ length: Math.min(500, count - from) }, (_, index) =>
      paymentEvent(from + index, date),
    )
    await client.appendToStream(stream, payments)
  }
  return id
}

const paymentEvent = (index: number, paidOn: string) => {
  const payment: PaymentRecorded = {
    ...{ type: 'PaymentRecorded', paymentId: `p-${index}`, receiptId: null, amount: '1.00', method: 'CASH' },
    ...{ paidOn, reference: `Instalment ${index}`, bankAccountId: null, checkNumber: null },
    ...{ walletProvider: null, mobileNumber: null, certificateNumber: null, certificateDate: null },
    ...{ certificateValue: null },
    ...{ depositAccountCode: null, depositSerial: null, depositDate: null, claimPeriod: null },
    ...{ by: 'bench', at: new Date().toISOString() },
  }
  const { type, version, data } = invoices.encode(payment)
  const metadata = { tenantId, actor: 'bench', schemaVersion: version }
  return jsonEvent({ id: randomUUID(), type, data, metadata })
}

type Measured = { id: string; size: number; rounds: number }

const measureInvoice = async (execute: Execute, { id, size, rounds }: Measured): Promise<Figure[]> => {
  const commandsMs: number[] = []
  let revision = 0
  for (let round = -rounds; round < rounds; round++) {
    const variables = { id, paymentId: `p-${round + rounds}` }
    const { tookMs, value } = await time(() => execute<{ revision: number }>(reverseMutation, variables))
    revision = value.revision
    if (round >= 0) commandsMs.push(tookMs)
  }
  const readsMs: number[] = []
  for (let round = -1; round < rounds; round++) {
    const { tookMs } = await time(() => execute(readQuery, { id, revision }))
    if (round >= 0) readsMs.push(tookMs)
  }
  const what = `an invoice with ${size.toLocaleString('en')} payments`
  const p95 = quantile(commandsMs, 0.95)
  const note = `median ${milliseconds(median(commandsMs))}, ${rounds} commands`
  const command =
    size > acceptedPayments
      ? withoutBudget(`command on ${what}, p95`, milliseconds(p95), note)
      : atMost(`command on ${what}, p95`, { measured: p95, bound: boundMs, unit: milliseconds }, note)
  const readNote = `with every payment, ${rounds} reads`
  return [command, withoutBudget(`read of ${what}, median`, milliseconds(median(readsMs)), readNote)]
}
