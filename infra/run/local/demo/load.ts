import { setTimeout as pause } from 'node:timers/promises'
import { demoInvoices, type NextStep } from './invoices.ts'
import { demoTenants } from './tenants.ts'

export type DemoOptions = {
  /** Address of the GraphQL endpoint. */
  url: string
  /** Returns an access token for a role in a tenant. The platform role has no tenant. */
  token(role: string, tenantId?: string, user?: string): Promise<string>
  /** YYYY-MM-DD in Dhaka. */
  today: string
  progress(line: string): void
}

const invoicesPerTenant = 100
const concurrency = 4

const registerTenant = `mutation ($input: RegisterTenantInput!, $key: String) {
  registerTenant(input: $input, idempotencyKey: $key) { id }
}`
const createInvoice = `mutation ($input: CreateInvoiceInput!, $key: String) {
  createInvoice(input: $input, idempotencyKey: $key) { id }
}`
const mutationFor: Record<Exclude<NextStep, 'leave'>, string> = {
  approve: `mutation ($id: ID!, $key: String) {
    approveInvoice(id: $id, idempotencyKey: $key) { mushakNumber }
  }`,
  cancel: `mutation ($id: ID!, $key: String) {
    cancelInvoice(id: $id, reason: "ক্রেতা অর্ডার বাতিল করেছেন", idempotencyKey: $key) { status }
  }`,
}

/** Registers the two tenants. Each request has an idempotency key, so a repetition changes nothing. */
export const registerDemoTenants = async ({ url, token }: DemoOptions): Promise<void> => {
  const request = graphqlClient(url, await token('platform'))
  for (const tenant of demoTenants) await request(registerTenant, { input: tenant, key: `demo-${tenant.id}` })
}

/** Creates about two hundred invoices through the public API and reports progress. It takes a few seconds. */
export const loadDemoInvoices = async (options: DemoOptions): Promise<void> => {
  const total = invoicesPerTenant * demoTenants.length
  let done = 0
  for (const { id: tenantId } of demoTenants) {
    const maker = graphqlClient(options.url, await options.token('accountant', tenantId, 'demo-maker'))
    const checker = graphqlClient(
      options.url,
      await options.token('finance_manager', tenantId, 'demo-checker'),
    )
    const waiting = demoInvoices(tenantId, options.today, invoicesPerTenant)
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { key, input, nextStep } = next
        const data = await maker(createInvoice, { input, key })
        const { id } = data.createInvoice as { id: string }
        if (nextStep !== 'leave') await checker(mutationFor[nextStep], { id, key: `${key}-${nextStep}` })
        done++
        if (done % 20 === 0) options.progress(`Demo invoices: ${done} of ${total}`)
      }
    }
    await Promise.all(Array.from({ length: concurrency }, work))
  }
}

/** Returns a function that sends a request and returns its data. */
const graphqlClient =
  (url: string, token: string) => async (query: string, variables: Record<string, unknown>) => {
    const response = await fetchWithRetries(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as {
      data?: Record<string, unknown> | null
      errors?: { message: string }[]
    }
    if (errors?.length || !data)
      throw new Error(`The demo data was rejected: ${errors?.[0]?.message ?? response.status}`)
    return data
  }

const maxAttempts = 20
const retryDelayMs = 250

/** A service that reloads is not reachable for a moment. The idempotency key makes the repetition safe. */
const fetchWithRetries = async (url: string, request: RequestInit, attempt = 1): Promise<Response> => {
  try {
    return await fetch(url, request)
  } catch (error) {
    if (attempt === maxAttempts) throw error
    await pause(retryDelayMs)
    return fetchWithRetries(url, request, attempt + 1)
  }
}
