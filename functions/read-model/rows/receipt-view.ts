import { receiptFrom } from '../../../domain/receipt/snapshot.ts'
import { prune } from '../../contract/views/answer.ts'
import { receiptView } from '../../contract/views/receipt.ts'
import type { Paths } from '../selected.ts'

/** A row of the table of receipts; its state is JSON as text. */
export type ReceiptRow = { revision: string; state: string }

/** The selected fields of the receipt of a row, its id and its revision. */
export const receiptRowView = ({ revision, state }: ReceiptRow, paths: Paths) =>
  prune(receiptView(receiptFrom(JSON.parse(state)), Number(revision)), paths && ['id', 'revision', ...paths])
