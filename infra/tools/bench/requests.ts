import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { demoInvoices } from '../../run/local/demo/invoices.ts'
import { demoTenants } from '../../run/local/demo/tenants.ts'
import { runConcurrently } from './concurrently.ts'
import type { Execute } from './graphql-client.ts'
import type { Service } from './service.ts'

export const tenantId = 'acme'

const inputs = demoInvoices(tenantId, dhakaDate(new Date().toISOString()), 200).map(({ input }) => input)

const createMutation = `mutation ($input: CreateInvoiceInput!, $key: String) {
  createInvoice(input: $input, idempotencyKey: $key) {
    id revision invoiceNumber status grandTotal { amount }
  }
}`
const approveMutation = `mutation ($id: ID!, $key: String) {
  approveInvoice(id: $id, idempotencyKey: $key) { mushakNumber status }
}`
const invoiceQuery = `query ($id: ID!, $revision: Int) {
  invoice(id: $id, minRevision: $revision) { revision status }
}`
const registerMutation = `mutation ($input: RegisterTenantInput!) {
  registerTenant(input: $input, idempotencyKey: "bench") { id }
}`

export type Created = { id: string; revision: number }

let keysUsed = 0

/** Creates the next of 200 realistic invoices, with a new idempotency key as clients are advised to send. */
export const createInvoice = (execute: Execute): Promise<Created> => {
  const number = keysUsed++
  return execute(createMutation, { input: inputs[number % inputs.length], key: `bench-${number}` })
}

/** Creates as many invoices, 16 at a time. */
export const createInvoices = (
  execute: Execute,
  count: number,
  reportProgress: (done: number) => void = () => undefined,
): Promise<void> =>
  runConcurrently(count, 16, async (index) => {
    await createInvoice(execute)
    if ((index + 1) % 500 === 0) reportProgress(index + 1)
  })

/**
 * Returns the legal number.
 * @throws Error when the invoice has none after its approval
 */
export const approveInvoice = async (execute: Execute, id: string): Promise<string> => {
  const variables = { id, key: `approve-${id}` }
  const { mushakNumber } = await execute<{ mushakNumber: string | null }>(approveMutation, variables)
  if (mushakNumber === null) throw new Error(`Invoice ${id} was approved but has no number`)
  return mushakNumber
}

/**
 * Reads an invoice with its revision as `minRevision`, so that the response comes when the query shows it.
 * @throws Error when the response does not contain that revision
 */
export const readBack = async (execute: Execute, { id, revision }: Created): Promise<void> => {
  const invoice = await execute<{ revision: number } | null>(invoiceQuery, { id, revision })
  if (!invoice || invoice.revision < revision)
    throw new Error(`The query did not show invoice ${id} at revision ${revision}`)
}

export const registerTenant = (service: Service, id = tenantId): Promise<void> =>
  registerTenants(service, [id])

/** Registers them one after another: a tenant gets its tables under a lock. */
export const registerTenants = async (
  service: Service,
  ids: readonly string[],
  reportProgress: (done: number) => void = () => undefined,
): Promise<void> => {
  const execute = await service.clientFor('platform')
  const [tenant] = demoTenants
  for (const [index, id] of ids.entries()) {
    await execute(registerMutation, { input: { ...tenant, id, makerChecker: false } })
    reportProgress(index + 1)
  }
}
