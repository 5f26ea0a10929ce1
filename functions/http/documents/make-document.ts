import { join } from 'node:path'
import type { PrintedForm } from '../../../domain/document/form.ts'
import { noteForm } from '../../../domain/document/note.ts'
import { taxInvoiceForm } from '../../../domain/document/tax-invoice.ts'
import { type DocumentProof, proofOfInvoice, proofOfNote } from '../../../domain/document-proof/proof.ts'
import { proofLines, signProof } from '../../../domain/document-proof/proof-text.ts'
import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import { proofAddress, qrModules } from '../../../infra/document-proof/qr-code.ts'
import { type DocumentSigner, documentSigner } from '../../../infra/document-proof/signer.ts'
import type { PrintedProof } from '../../../infra/documents/printed-form.ts'
import { renderForm } from '../../../infra/documents/render-form.ts'
import { notFound, refusedNote } from './document-error.ts'
import { findInvoice } from './find-invoice.ts'
import type { WantedDocument } from './request.ts'

export type Document = { fileName: string; pdf: Buffer }

/** The template is a data file: a bundler moves this code, and states its own folder in its place. */
export const templateFolder = join(import.meta.dirname, '../../../infra/documents')

/**
 * Makes the document that is wanted of an invoice of the tenant.
 * @throws HttpError when the tenant has no such invoice or note (404), or the note no number yet (409)
 */
export const makeDocument = async (tenantId: string, wanted: WantedDocument): Promise<Document> => {
  const signer = await documentSigner()
  const invoice = await findInvoice(tenantId, wanted, { isSigned: signer !== undefined })
  if (invoice === undefined) throw notFound(wanted.invoiceId)
  const { form, reference, proof, issuedAt } = contentOf(invoice, wanted)
  const printed = await renderForm(form, {
    createdAt: new Date(issuedAt ?? invoice.updatedAt),
    proof: signer && proof ? printedProof(proof, signer) : undefined,
    folder: templateFolder,
  })
  return { fileName: fileNameOf(reference, wanted), pdf: printed.pdf }
}

type Content = {
  form: PrintedForm
  /** The legal number, or that of the draft. */
  reference: string
  /** Null for a draft. */
  proof: DocumentProof | null
  issuedAt: string | null
}

const contentOf = (invoice: ExistingInvoice, { noteId, lang, copy }: WantedDocument): Content => {
  if (noteId === undefined)
    return {
      form: taxInvoiceForm(invoice, { lang, copy }),
      reference: invoice.mushakNumber ?? `DRAFT-${invoice.invoiceNumber}`,
      proof: proofOfInvoice(invoice),
      issuedAt: invoice.mushakNumber === null ? null : invoice.issuedAt,
    }
  const form = noteForm(invoice, noteId, { lang, copy })
  if (!form.ok) throw refusedNote(form.refusal)
  const note = invoice.notes.find(({ id }) => id === noteId)
  return {
    form: form.value,
    reference: note?.number ?? noteId,
    proof: note === undefined ? null : proofOfNote(note),
    issuedAt: note?.issuedAt ?? null,
  }
}

const printedProof = (proof: DocumentProof, signer: DocumentSigner): PrintedProof => {
  const text = signProof(proof, signer)
  return { text, lines: proofLines(text), modules: qrModules(proofAddress(text)) }
}

/** Only letters, digits, dots, dashes and underscores, which mean nothing in a header or a file system. */
const fileNameOf = (reference: string, { lang, copy }: WantedDocument): string =>
  `${reference}-${lang}-${copy === 'duplicate' ? copy : `copy${copy}`}`
    .replace(/[^\w.-]/g, '_')
    .concat('.pdf')
