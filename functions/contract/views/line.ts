import type { LocalDate } from '../../../domain/calendar/dates.ts'
import type { Line } from '../../../domain/invoice/state.ts'
import { writePercent, writePrice, writeQuantity } from '../../../domain/money/poisha.ts'
import { returnNoteOf } from '../../../domain/tax/return-notes.ts'
import { money } from './money.ts'
import { type FieldsOf, viewMaker } from './selected-view.ts'

/** `reportedOn`: the date whose return reports the line. */
type Source = { line: Line; reportedOn: LocalDate }

const fields = {
  id: ({ line }) => line.id,
  description: ({ line }) => line.description,
  unit: ({ line }) => line.unit,
  quantity: ({ line }) => writeQuantity(line.quantity),
  unitPrice: ({ line }) => writePrice(line.unitPrice),
  priceIncludesTax: ({ line }) => line.priceIncludesTax,
  discount: ({ line }) => money(line.discount),
  amount: ({ line }) => money(line.value),
  vatCategory: ({ line }) => line.vatCategory,
  vatRate: ({ line }) => (line.vatRate === null ? null : writePercent(line.vatRate)),
  specificVatPerUnit: ({ line }) =>
    line.specificVatPerUnit === null ? null : writePrice(line.specificVatPerUnit),
  vatAmount: ({ line }) => money(line.vat),
  vdsRate: ({ line }) => writePercent(line.vdsRate),
  vatDeductedAtSource: ({ line }) => money(line.vatDeductedAtSource),
  supplementaryDutyRate: ({ line }) => writePercent(line.supplementaryDutyRate),
  supplementaryDuty: ({ line }) => money(line.supplementaryDuty),
  advanceIncomeTaxRate: ({ line }) => writePercent(line.advanceIncomeTaxRate),
  advanceIncomeTax: ({ line }) => money(line.advanceIncomeTax),
  total: ({ line }) => money(line.total),
  hsCode: ({ line }) => line.hsCode,
  supplyClass: ({ line }) => line.supplyClass,
  vatReturnNote: ({ line, reportedOn }) => returnNoteOf(line, reportedOn),
} as const satisfies FieldsOf<Source>

/** The type LineItem of the contract, or what the paths select of it. */
export const lineView = viewMaker<Source, typeof fields>(fields)
