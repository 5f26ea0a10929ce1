import type { Line } from '../../../domain/invoice/state.ts'
import { writePercent, writePrice, writeQuantity } from '../../../domain/money/poisha.ts'
import { money } from './money.ts'

/** The type LineItem of the contract. */
export const lineView = (line: Line) => ({
  id: line.id,
  description: line.description,
  unit: line.unit,
  quantity: writeQuantity(line.quantity),
  unitPrice: writePrice(line.unitPrice),
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
  vatReturnNote: line.vatReturnNote,
})
