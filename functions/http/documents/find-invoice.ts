import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { ExistingInvoice, Invoice } from '../../../domain/invoice/state.ts'
import { database } from '../../../infra/postgres/database.ts'
import { asTenant, TenantNotFound } from '../../../infra/postgres/tenant-schema.ts'
import { loadRows } from '../../read-model/rows/invoice-table.ts'
import { foldStream } from '../../read-model/streams.ts'
import type { WantedDocument } from './request.ts'

type Wanted = Pick<WantedDocument, 'invoiceId' | 'noteId'>

/**
 * Returns an invoice of the tenant; undefined when there is none with this id.
 *
 * What will be signed is folded from the stream: the signature says that the service has issued the document,
 * which only the events show. Whoever can write to the read model could otherwise have any amount signed.
 * Without a signature the row is enough, because what is issued never changes. Where it has no legal number
 * yet, the stream may: an invoice that was approved a moment ago is not printed as a draft.
 */
export const findInvoice = async (
  tenantId: string,
  wanted: Wanted,
  { isSigned }: { isSigned: boolean },
): Promise<ExistingInvoice | undefined> => {
  const stored = isSigned ? undefined : await storedInvoice(tenantId, wanted.invoiceId)
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
