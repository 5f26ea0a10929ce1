import { dhakaDate } from '../../domain/calendar/dhaka.ts'
import type { Answer } from '../../infra/lambda/envelope.ts'
import { invoiceView } from '../contract/views/invoice.ts'
import { tenantView } from '../contract/views/tenant.ts'
import type { LoadedInvoice, LoadedTenant } from './stream.ts'

/** The invoice as it is now, called by the name that it has on this day in Dhaka. */
export const answeredInvoice = ({ state, revision, stream }: LoadedInvoice): Answer => {
  if (state.status === 'NONE') throw new Error(`${stream} is empty`)
  return { ok: true, value: invoiceView(state, revision, dhakaDate(new Date().toISOString())) }
}

export const answeredTenant = ({ state, revision, stream }: LoadedTenant): Answer => {
  if (state.status === 'NONE') throw new Error(`${stream} is empty`)
  return { ok: true, value: tenantView(state, revision) }
}
