import { snapshotText } from '../../../domain/event/snapshot.ts'
import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import { writeTaka } from '../../../domain/money/poisha.ts'
import { receiptShape } from '../../../domain/receipt/snapshot.ts'
import type { ExistingReceipt } from '../../../domain/receipt/state.ts'
import { openItemsChangedSince } from '../../../domain/report/open-items.ts'
import { taxDocuments } from '../../../domain/report/tax-documents.ts'
import { receiptsChangedSince } from '../../../domain/report/tax-receipts.ts'
import { receiptUuid } from '../../../infra/event-store/stream-names.ts'
import {
  type Columns,
  documentColumns,
  lineColumns,
  openItemColumns,
  receiptColumns,
} from '../../read-model/ledger/columns.ts'
import { columns, rowOf } from '../../read-model/rows/invoice-row.ts'
import { searchColumns } from '../../read-model/rows/invoice-table.ts'
import { lexemesOf } from '../../read-model/search/lexemes.ts'
import type { Expected } from './compare-table.ts'

/** A state, and the revision of the row that should have it. */
export type AtRevision<State> = { state: State; revision: number }

const byText = 'id = any($1::text[])'
const ofInvoices = 'invoice_id = any($1::uuid[])'

/** What the tables of the read model should have of these invoices, and nothing else of them. */
export const rowsOfInvoices = (invoices: readonly AtRevision<ExistingInvoice>[]): readonly Expected[] => {
  const rows = invoices.map(({ state, revision }) => rowOf(state, revision))
  const states = invoices.map(({ state }) => state)
  const documents = states.flatMap((state) => taxDocuments(state))
  const lines = documents.flatMap((document) => document.lines.map((line) => ({ document, line })))
  const payments = states.flatMap((state) => receiptsChangedSince(undefined, state))
  const items = states.flatMap((state) => openItemsChangedSince(undefined, state))
  const names = Object.keys(columns) as (keyof typeof columns)[]
  const searched = searchColumns.map((name) => rows.map((row) => row[name]))
  return [
    {
      ...{ table: 'invoices', keys: ['id'], columns, owned: byText, owner: 'id' },
      values: names.map((name) => rows.map((row) => row[name])),
    },
    {
      ...{ table: 'invoice_search', keys: ['id'], owned: 'id = any($1::uuid[])', owner: 'id' },
      columns: {
        id: 'uuid',
        lexemes: 'tsvector',
        ...Object.fromEntries(searchColumns.map((name) => [name, columns[name]])),
      },
      values: [states.map(({ id }) => id), states.map((state) => lexemesOf(state).join(' ')), ...searched],
    },
    ledgerRows('tax_documents', ['document_id'], documentColumns, documents),
    {
      ...ledgerRows('tax_lines', ['document_id', 'line_no'], lineColumns, lines),
      owner: undefined,
      owned: `document_id in (select document_id from tax_documents where ${ofInvoices})`,
    },
    ledgerRows('tax_receipts', ['invoice_id', 'payment_id'], receiptColumns, payments),
    ledgerRows('tax_open_items', ['invoice_id'], openItemColumns, items),
  ]
}

const ledgerRows = <Thing>(
  table: string,
  keys: readonly string[],
  ledgerColumns: Columns<Thing>,
  things: readonly Thing[],
): Expected => ({
  ...{ table, keys, owned: ofInvoices, owner: 'invoice_id' },
  columns: Object.fromEntries(Object.entries(ledgerColumns).map(([name, [type]]) => [name, type])),
  values: Object.values(ledgerColumns).map(([, valueIn]) => things.map(valueIn)),
})

const receiptRowColumns: Readonly<
  Record<string, readonly [type: string, valueIn: (receipt: AtRevision<ExistingReceipt>) => string | null]>
> = {
  id: ['text', ({ state }) => receiptUuid(state.id)],
  customerId: ['text', ({ state }) => state.customerId],
  amount: ['numeric', ({ state }) => writeTaka(state.amount)],
  unapplied: ['numeric', ({ state }) => writeTaka(state.unapplied)],
  recordedAt: ['timestamptz', ({ state }) => state.recordedAt],
  revision: ['bigint', ({ revision }) => String(revision)],
  state: ['jsonb', ({ state }) => snapshotText(state)],
  shape: ['integer', () => String(receiptShape)],
  shapeRevision: ['bigint', ({ revision }) => String(revision)],
}

/** What the table of receipts should have of these receipts. */
export const rowsOfReceipts = (receipts: readonly AtRevision<ExistingReceipt>[]): readonly Expected[] => [
  { ...ledgerRows('receipts', ['id'], receiptRowColumns, receipts), owned: byText, owner: 'id' },
]
