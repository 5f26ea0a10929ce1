import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { demoInvoices } from '../../run/local/demo/invoices.ts'
import { demoTenants } from '../../run/local/demo/tenants.ts'
import { type Ask, many } from './client.ts'
import type { Service } from './service.ts'

export const tenantId = 'acme'

const inputs = demoInvoices(tenantId, dhakaDate(new Date().toISOString()), 200).map(({ input }) => input)

const createMutation = `mutation ($input: CreateInvoiceInput!, $key: String) {
  createInvoice(input: $input, idempotencyKey: $key) { id revision invoiceNumber status grandTotal { amount } }
}`
const approveMutation = `mutation ($id: ID!, $key: String) { approveInvoice(id: $id, idempotencyKey: $key) { mushakNumber status } }`
const invoiceQuery = `query ($id: ID!, $revision: Int) { invoice(id: $id, minRevision: $revision) { revision status } }`

export type Created = { id: string; revision: number }

let made = 0

/** One more believable invoice, under an idempotency key as clients are told to send. */
export const createInvoice = (ask: Ask): Promise<Created> => {
  const number = made++
  return ask(createMutation, { input: inputs[number % inputs.length], key: `bench-${number}` })
}

export const approveInvoice = async (ask: Ask, id: string): Promise<void> => {
  const { mushakNumber } = await ask<{ mushakNumber: string | null }>(approveMutation, {
    id,
    key: `approve-${id}`,
  })
  if (mushakNumber === null) throw new Error(`Invoice ${id} was approved and has no number`)
}

/** Until the query shows this state. Answers what the service said. */
export const readBack = async (ask: Ask, { id, revision }: Created): Promise<void> => {
  const invoice = await ask<{ revision: number } | null>(invoiceQuery, { id, revision })
  if (!invoice || invoice.revision < revision)
    throw new Error(`Invoice ${id} was not shown at revision ${revision}`)
}

export const createMany = async (
  ask: Ask,
  count: number,
  progress: (done: number) => void,
): Promise<void> => {
  await many(count, 16, async (index) => {
    await createInvoice(ask)
    if ((index + 1) % 500 === 0) progress(index + 1)
  })
}

export const registerTenant = async (service: Service, id = tenantId): Promise<void> => {
  const platform = await service.as('platform')
  const [tenant] = demoTenants
  await platform(
    'mutation ($input: RegisterTenantInput!) { registerTenant(input: $input, idempotencyKey: "bench") { id } }',
    {
      input: { ...tenant, id, makerChecker: false },
    },
  )
}
