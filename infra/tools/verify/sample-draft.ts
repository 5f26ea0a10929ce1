import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { isRole, missingPermission, rolePermissions } from '../../auth/permissions.ts'
import { ask, type Endpoint, fieldOf } from './graphql.ts'
import { failed, notChecked, ok, type ReportItem } from './item.ts'
import { describe, send } from './request.ts'

const fields = 'id status mushakNumber revision'
const createInvoice = `mutation ($input: CreateInvoiceInput!, $key: String) {
  createInvoice(input: $input, idempotencyKey: $key) { ${fields} }
}`
const readInvoice = `query ($id: ID!, $minRevision: Int) {
  invoice(id: $id, minRevision: $minRevision) { ${fields} }
}`
const cancelInvoice = `mutation ($id: ID!, $key: String) {
  cancelInvoice(id: $id, reason: "Post-deployment check", idempotencyKey: $key) { ${fields} }
}`

/** Without Kafka a row is there in less than a second; a cold start and a batch of Kafka may take longer. */
const rowTimeoutMs = 30_000
const rowPauseMs = 250

/** The names of its items. */
export const draftItems = ['draft created', 'draft read back', 'read model', 'document', 'draft cancelled']

/**
 * Creates a draft, reads it from the event store and from the read model, prints it, and cancels it. It is
 * never approved, so it uses an INV number but no legal number, and it stays as a cancelled draft.
 */
export const checkSampleDraft = async (endpoint: Endpoint, report: ReportItem): Promise<void> => {
  const missing = missingFor(endpoint.token)
  if (missing !== undefined) {
    for (const name of draftItems) report(notChecked(name, missing))
    return
  }
  const created = await ask(endpoint, createInvoice, { input: sampleInput(), key: `verify-${randomUUID()}` })
  const draft = fieldOf(created)
  if (typeof draft?.id !== 'string') {
    report(failed('draft created', describe(created)))
    for (const name of draftItems.slice(1)) report(notChecked(name, 'there is no draft'))
    return
  }
  report(ok('draft created', `invoice ${draft.id}`))
  try {
    await checkReads(endpoint, { id: draft.id, revision: Number(draft.revision) }, report)
    await checkPrint(endpoint, draft.id, report)
  } finally {
    await cancel(endpoint, draft.id, report)
  }
}

/** The service checks the permissions itself. This check prevents a draft that nobody may cancel. */
const missingFor = (token: string): string | undefined => {
  const { tenantId, role } = claimsOf(token)
  if (!isRole(role) || typeof tenantId !== 'string') return 'the token has no role and tenant of this service'
  const caller = { tenantId, permissions: rolePermissions[role] }
  const missing = ['createInvoice', 'invoice', 'cancelInvoice']
    .map((operation) => missingPermission(operation, caller))
    .find((permission) => permission !== undefined)
  return missing && `the role ${role} of the token lacks ${missing}`
}

const claimsOf = (token: string): Record<string, unknown> => {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  } catch {
    return {}
  }
}

const sampleInput = () => {
  const today = dhakaDate(new Date().toISOString())
  return {
    vendorId: 'post-deployment-check',
    customerId: 'post-deployment-check',
    customerName: 'Post-deployment check',
    invoiceDate: today,
    dueDate: today,
    lineItems: [{ description: 'Post-deployment check', quantity: '1', unitPrice: '1' }],
  }
}

type Draft = { id: string; revision: number }

const checkReads = async (endpoint: Endpoint, { id, revision }: Draft, report: ReportItem): Promise<void> => {
  const startedMs = performance.now()
  const read = await ask(endpoint, readInvoice, { id, minRevision: revision })
  report(
    fieldOf(read)?.status === 'DRAFT'
      ? ok('draft read back', `revision ${revision}, from the event store where the row is not there yet`)
      : failed('draft read back', describe(read)),
  )
  for (;;) {
    const row = await ask(endpoint, readInvoice, { id })
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
    if (Number(fieldOf(row)?.revision ?? -1) >= revision)
      return report(ok('read model', `it had the draft after ${seconds} s`))
    if (performance.now() - startedMs > rowTimeoutMs)
      return report(failed('read model', `it did not have the draft after ${seconds} s: ${describe(row)}`))
    await pause(rowPauseMs)
  }
}

/** Fonts and typst are files beside the code, which only a print needs. */
const checkPrint = async (
  { url, token, traceparent }: Endpoint,
  id: string,
  report: ReportItem,
): Promise<void> => {
  const headers = { accept: 'application/pdf', authorization: `Bearer ${token}`, traceparent }
  const printed = await send(`${url}/documents/invoices/${id}`, { headers })
  report(
    printed.status === 200 && printed.text.startsWith('%PDF-')
      ? ok('document', 'the draft was printed as PDF')
      : failed('document', describe(printed)),
  )
}

const cancel = async (endpoint: Endpoint, id: string, report: ReportItem): Promise<void> => {
  const cancelled = await ask(endpoint, cancelInvoice, { id, key: `verify-${randomUUID()}` })
  const invoice = fieldOf(cancelled)
  report(
    invoice?.status === 'CANCELLED' && invoice.mushakNumber === null
      ? ok('draft cancelled', 'it was never approved and has no legal number')
      : failed('draft cancelled', `${describe(cancelled)}; cancel invoice ${id} yourself`),
  )
}
