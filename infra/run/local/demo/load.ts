import { setTimeout as pause } from 'node:timers/promises'
import { demoInvoices, type Fate } from './invoices.ts'
import { demoTenants } from './tenants.ts'

export type DemoOptions = {
  /** Address of the GraphQL endpoint. */
  url: string
  /** An access token for a role of a tenant; the platform role has none. */
  token(role: string, tenantId?: string, user?: string): Promise<string>
  /** YYYY-MM-DD in Dhaka. */
  today: string
  progress(line: string): void
}

const perTenant = 100
const atOnce = 4

const register = `mutation ($input: RegisterTenantInput!, $key: String) { registerTenant(input: $input, idempotencyKey: $key) { id } }`
const create = `mutation ($input: CreateInvoiceInput!, $key: String) { createInvoice(input: $input, idempotencyKey: $key) { id } }`
const follow: Record<Exclude<Fate, 'leave'>, string> = {
  approve: `mutation ($id: ID!, $key: String) { approveInvoice(id: $id, idempotencyKey: $key) { mushakNumber } }`,
  cancel: `mutation ($id: ID!, $key: String) { cancelInvoice(id: $id, reason: "ক্রেতা অর্ডার বাতিল করেছেন", idempotencyKey: $key) { status } }`,
}

/** Makes the two tenants, unless they are there. Every step carries an idempotency key, so that a repetition changes nothing. */
export const registerDemoTenants = async ({ url, token }: DemoOptions): Promise<void> => {
  const ask = asker(url, await token('platform'))
  for (const tenant of demoTenants) await ask(register, { input: tenant, key: `demo-${tenant.id}` })
}

/** About two hundred invoices through the public API, as any client would make them. Takes a few seconds, and says how far it is. */
export const loadDemoInvoices = async (options: DemoOptions): Promise<void> => {
  const total = perTenant * demoTenants.length
  let done = 0
  for (const { id } of demoTenants) {
    const maker = asker(options.url, await options.token('accountant', id, 'demo-maker'))
    const checker = asker(options.url, await options.token('finance_manager', id, 'demo-checker'))
    const waiting = demoInvoices(id, options.today, perTenant)
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { createInvoice } = await maker(create, { input: next.input, key: next.key })
        const invoice = createInvoice as { id: string }
        if (next.fate !== 'leave')
          await checker(follow[next.fate], { id: invoice.id, key: `${next.key}-${next.fate}` })
        done++
        if (done % 20 === 0) options.progress(`demo invoices: ${done} of ${total}`)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
  }
}

const asker = (url: string, token: string) => async (query: string, variables: Record<string, unknown>) => {
  const response = await answered(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })
  const answer = (await response.json()) as {
    data?: Record<string, unknown> | null
    errors?: { message: string }[]
  }
  if (answer.errors?.length || !answer.data)
    throw new Error(`The demonstration data was refused: ${answer.errors?.[0]?.message ?? response.status}`)
  return answer.data
}

const patience = 20

/** A service that reloads is away for a moment; what was under way then is asked again under its key. */
const answered = async (url: string, request: RequestInit, attempt = 1): Promise<Response> => {
  try {
    return await fetch(url, request)
  } catch (error) {
    if (attempt === patience) throw error
    await pause(250)
    return answered(url, request, attempt + 1)
  }
}
