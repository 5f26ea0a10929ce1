import { taka } from '../../../domain/money/poisha.ts'
import { money } from '../../contract/views/money.ts'
import type { SalesBookLine } from '../../read-model/ledger/sales-book.ts'

/** The type SalesBookLine of the contract. */
export const lineView = (line: SalesBookLine) => ({
  date: line.issuedOn,
  issuedAt: line.issuedAt,
  documentId: line.documentId,
  documentNumber: line.number,
  kind: line.kind,
  originalNumber: line.originalNumber,
  invoiceId: line.invoiceId,
  lineNumber: line.lineNumber,
  buyer: {
    ...{ partyId: line.buyerId, name: line.buyerName, address: line.buyerAddress },
    ...{ tin: null, bin: line.buyerBin, nid: line.buyerNid },
  },
  description: line.description,
  hsCode: line.hsCode,
  unit: line.unit,
  quantity: line.quantity,
  value: money(taka(line.value)),
  supplementaryDuty: money(taka(line.supplementaryDuty)),
  vatAmount: money(taka(line.vat)),
})
