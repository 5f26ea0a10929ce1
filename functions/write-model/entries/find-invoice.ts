import { refused } from '../../../domain/decision.ts'
import { type RegisterEvent, registerCodec } from '../../../domain/numbering/events.ts'
import {
  fiscalYearOfNumber,
  mushakNumber,
  numberSpelling,
  parseInvoiceNumber,
  parseMushakNumber,
  revisionOf,
} from '../../../domain/numbering/numbers.ts'
import { excerpt, isMissing } from '../../../domain/text/read.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { draftRegisterStream, legalRegisterStream } from '../../../infra/event-store/stream-names.ts'
import { isInvoiceId } from '../../contract/inputs/identifiers.ts'
import { failWith } from '../../contract/views/answer.ts'
import { type Failed, invoiceNotFound } from '../errors.ts'

/** How an entry names its invoice: by exactly one of the two. */
export type NamedInvoice = { invoiceId?: string | undefined; invoiceNumber?: string | undefined }

/** The invoice that an entry names, if its stream exists and has this INV number where one is given. */
export type FoundInvoice = { ok: true; invoiceId: string; draftNumber?: string; notFound: Failed }

/**
 * Finds an invoice by its id, or by its INV or Mushak-6.3 number as people type it. Numbers are looked up in
 * the registers of the event store, which have every number at once: the read model may be behind.
 * @throws EventStoreUnavailable when the register cannot be read
 */
export const findInvoice = async (
  tenantId: string,
  { invoiceId, invoiceNumber }: NamedInvoice,
): Promise<FoundInvoice | Failed> => {
  if (isMissing(invoiceId) === isMissing(invoiceNumber))
    return failWith(refused('INVOICE_ID_OR_NUMBER', {}, 'input.invoiceId').refusal)
  if (isMissing(invoiceId)) return findByNumber(tenantId, invoiceNumber ?? '')
  const notFound = invoiceNotFound(excerpt(invoiceId), 'input.invoiceId')
  return isInvoiceId(invoiceId) ? { ok: true, invoiceId, notFound } : notFound
}

const findByNumber = async (tenantId: string, typed: string): Promise<FoundInvoice | Failed> => {
  const path = 'input.invoiceNumber'
  const number = numberSpelling(typed)
  const notFound = invoiceNotFound(number, path)
  const draft = parseInvoiceNumber(number)
  if (draft) {
    const register = draftRegisterStream(tenantId, fiscalYearOfNumber(draft))
    const take = await readTake(register, draft.serial)
    // The take does not say which date the number has; the invoice does.
    return take?.type === 'InvoiceNumberTaken'
      ? { ok: true, invoiceId: take.invoiceId, draftNumber: number, notFound }
      : notFound
  }
  const legal = parseMushakNumber(number)
  if (legal?.series !== '6.3')
    return failWith(refused('NOT_AN_INVOICE_NUMBER', { value: excerpt(typed) }, path).refusal)
  const register = legalRegisterStream(tenantId, { ...legal, fiscalYear: fiscalYearOfNumber(legal) })
  const take = await readTake(register, legal.serial)
  const isSame = take?.type === 'NumberTaken' && mushakNumber(legal, take.issuedAt, legal.serial) === number
  return isSame ? { ok: true, invoiceId: take.document.invoiceId, notFound } : notFound
}

const readTake = async (register: string, serial: number): Promise<RegisterEvent | undefined> => {
  const [stored] = await readStream(register, { from: revisionOf(serial), maxCount: 1 })
  return stored && registerCodec.decode(stored)
}
