import type { LocalDate } from '../../../domain/calendar/dates.ts'
import type { Line } from '../../../domain/invoice/state.ts'
import { writePercent, writePrice, writeQuantity } from '../../../domain/money/poisha.ts'
import { returnNoteOf } from '../../../domain/tax/return-notes.ts'
import { money } from './money.ts'

/** The type LineItem of the contract. reportedOn: the date whose return reports the line. */
export const lineView = (line: Line, reportedOn: LocalDate) => ({
  id: line.id,
  description: line.description,
  unit: line.unit,
  quantity: writeQuantity(line.quantity),
  unitPrice: writePrice(line.unitPrice),
  priceIncludesTax: line.priceIncludesTax,
  discount: money(line.discount),
  amount: money(line.value),
  vatCategory: line.vatCategory,
  vatRate: line.vatRate === null ? null : writePercent(line.vatRate),
  specificVatPerUnit: line.specificVatPerUnit === null ? null : writePrice(line.specificVatPerUnit),
  vatAmount: money(line.vat),
  vdsRate: writePercent(line.vdsRate),
  vatDeductedAtSource: money(line.vatDeductedAtSource),
  supplementaryDutyRate: writePercent(line.supplementaryDutyRate),
  supplementaryDuty: money(line.supplementaryDuty),
  advanceIncomeTaxRate: writePercent(line.advanceIncomeTaxRate),
  advanceIncomeTax: money(line.advanceIncomeTax),
  total: money(line.total),
  hsCode: line.hsCode,
  supplyClass: line.supplyClass,
  vatReturnNote: returnNoteOf(line, reportedOn),
})
