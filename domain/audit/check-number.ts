import type { InvoiceCreated, LegalNumberAssigned } from '../invoice/events.ts'
import { sameDocument, seriesOf } from '../numbering/documents.ts'
import type { RegisterEvent } from '../numbering/events.ts'
import { mushakNumber, parseInvoiceNumber, serialAt } from '../numbering/numbers.ts'
import { nameOf } from './check-take.ts'
import { type Remark, remarkIf } from './finding.ts'

/** Checks that the register has, at the serial of a document, the take of this document and no other. */
export const checkAssigned = (
  assigned: LegalNumberAssigned,
  taken: RegisterEvent | undefined,
): readonly Remark[] => {
  const { document, serial, number, place, issuedAt } = assigned
  const name = `${nameOf(document)} has ${number}`
  if (taken?.type !== 'NumberTaken')
    return [{ code: 'SERIAL_MISSING', what: `${name}, and its register has no serial ${serial}` }]
  if (!sameDocument(taken.document, document))
    return [
      {
        code: 'SERIAL_DOUBLED',
        what: `${name}, and its register gave serial ${serial} to ${nameOf(taken.document)}`,
      },
    ]
  const expected = mushakNumber({ series: seriesOf(document), place }, taken.issuedAt, serial)
  return [
    ...remarkIf(number !== expected, 'NUMBER_DIFFERS', `${name}, and its register gives ${expected}`),
    ...remarkIf(
      issuedAt !== taken.issuedAt,
      'NUMBER_DIFFERS',
      `${name} issued at ${issuedAt}, and its register gives ${taken.issuedAt}`,
    ),
  ]
}

/** Checks that the register of INV numbers gave this number to this invoice, so that no other can have it. */
export const checkInvoiceNumber = (
  { invoiceId, invoiceNumber }: Pick<InvoiceCreated, 'invoiceId' | 'invoiceNumber'>,
  taken: RegisterEvent | undefined,
): readonly Remark[] => {
  if (taken?.type !== 'InvoiceNumberTaken')
    return [{ code: 'INVOICE_NUMBER_MISSING', what: `no register has taken ${invoiceNumber}` }]
  return remarkIf(
    taken.invoiceId !== invoiceId,
    'INVOICE_NUMBER_DOUBLED',
    `${invoiceNumber} was taken for invoice ${taken.invoiceId}`,
  )
}

/** Lists an INV number that its invoice does not have: the command that took it was abandoned. */
export const checkUnused = (
  revision: number,
  invoiceId: string,
  created: Pick<InvoiceCreated, 'invoiceNumber'> | undefined,
): readonly Remark[] => {
  const serial = serialAt(revision)
  const isUsed = created !== undefined && parseInvoiceNumber(created.invoiceNumber)?.serial === serial
  const instead = created === undefined ? 'which does not exist' : `which has ${created.invoiceNumber}`
  return remarkIf(
    !isUsed,
    'INVOICE_NUMBER_UNUSED',
    `serial ${serial} was taken for invoice ${invoiceId}, ${instead}`,
  )
}
