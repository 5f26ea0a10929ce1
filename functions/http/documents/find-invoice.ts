import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { ExistingInvoice, Invoice } from '../../../domain/invoice/state.ts'
import { database } from '../../../infra/postgres/database.ts'
import { asTenant, TenantNotFound } from '../../../infra/postgres/tenant-schema.ts'
import { loadRows } from '../../read-model/rows/invoice-table.ts'
import { foldStream } from '../../read-model/streams.ts'
import type { WantedDocument } from './request.ts'

type Wanted = Pick<WantedDocument, 'invoiceId' | 'noteId'>

/**
 * Returns an invoice of the tenant; undefined when there is none with this id. What is issued never changes,
 * so the row of the read model is enough for it. Where the row has no legal number yet, the stream may: an
 * invoice that was approved a moment ago is not printed as a draft.
 */
export const findInvoice = async (tenantId: string, wanted: Wanted): Promise<ExistingInvoice | undefined> => {
  const stored = await storedInvoice(tenantId, wanted.invoiceId)
  if (stored !== undefined && hasNumber(stored, wanted.noteId)) return stored
  const { state } = await foldStream({ tenantId, invoiceId: wanted.invoiceId }, invoices)
  return existing(state)
}

const storedInvoice = async (tenantId: string, id: string): Promise<ExistingInvoice | undefined> => {
  try {
    const { rows } = await asTenant(database('reader'), { tenantId }, (sql) => loadRows(sql, undefined, [id]))
    return existing(rows.get(id)?.state)
  } catch (error) {
    if (error instanceof TenantNotFound) return undefined
    throw error
  }
}

const hasNumber = ({ mushakNumber, notes }: ExistingInvoice, noteId: string | undefined): boolean =>
  mushakNumber !== null &&
  (noteId === undefined || notes.some(({ id, number }) => id === noteId && number !== null))

const existing = (state: Invoice | undefined): ExistingInvoice | undefined =>
  state === undefined || state.status === 'NONE' ? undefined : state
