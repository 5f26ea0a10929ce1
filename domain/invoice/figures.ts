import {
  add,
  percent,
  price,
  quantity,
  taka,
  writePercent,
  writePrice,
  writeQuantity,
  writeTaka,
} from '../money/poisha.ts'
import type { LineData, NoteLineData } from './event-shapes.ts'
import type { Line, NoteLine } from './state.ts'

/** A line as an event tells it: exact decimals as texts. */
export const lineData = (line: Line): LineData => ({
  id: line.id,
  description: line.description,
  unit: line.unit,
  quantity: writeQuantity(line.quantity),
  unitPrice: writePrice(line.unitPrice),
  discount: writeTaka(line.discount),
  vatCategory: line.vatCategory,
  vatRate: line.vatRate === null ? null : writePercent(line.vatRate),
  specificVatPerUnit: line.specificVatPerUnit === null ? null : writePrice(line.specificVatPerUnit),
  supplementaryDutyRate: writePercent(line.supplementaryDutyRate),
  advanceIncomeTaxRate: writePercent(line.advanceIncomeTaxRate),
  vdsRate: writePercent(line.vdsRate),
  hsCode: line.hsCode,
  vatReturnNote: line.vatReturnNote,
  value: writeTaka(line.value),
  supplementaryDuty: writeTaka(line.supplementaryDuty),
  vat: writeTaka(line.vat),
  advanceIncomeTax: writeTaka(line.advanceIncomeTax),
  vatDeductedAtSource: writeTaka(line.vatDeductedAtSource),
})

/** A line as it stands when it is first told: all of it remains. */
export const lineFrom = (data: LineData): Line => {
  const amounts = {
    value: taka(data.value),
    supplementaryDuty: taka(data.supplementaryDuty),
    vat: taka(data.vat),
  }
  return {
    ...data,
    ...amounts,
    quantity: quantity(data.quantity),
    unitPrice: price(data.unitPrice),
    discount: taka(data.discount),
    vatRate: data.vatRate === null ? null : percent(data.vatRate),
    specificVatPerUnit: data.specificVatPerUnit === null ? null : price(data.specificVatPerUnit),
    supplementaryDutyRate: percent(data.supplementaryDutyRate),
    advanceIncomeTaxRate: percent(data.advanceIncomeTaxRate),
    vdsRate: percent(data.vdsRate),
    advanceIncomeTax: taka(data.advanceIncomeTax),
    vatDeductedAtSource: taka(data.vatDeductedAtSource),
    total: add(amounts.value, amounts.supplementaryDuty, amounts.vat),
    remaining: { ...amounts, quantity: quantity(data.quantity) },
  }
}

export const noteLineData = (line: NoteLine): NoteLineData => ({
  lineId: line.lineId,
  quantity: line.quantity === null ? null : writeQuantity(line.quantity),
  value: writeTaka(line.value),
  supplementaryDuty: writeTaka(line.supplementaryDuty),
  vat: writeTaka(line.vat),
})

export const noteLineFrom = (data: NoteLineData): NoteLine => {
  const amounts = {
    value: taka(data.value),
    supplementaryDuty: taka(data.supplementaryDuty),
    vat: taka(data.vat),
  }
  return {
    lineId: data.lineId,
    quantity: data.quantity === null ? null : quantity(data.quantity),
    ...amounts,
    total: add(amounts.value, amounts.supplementaryDuty, amounts.vat),
  }
}
