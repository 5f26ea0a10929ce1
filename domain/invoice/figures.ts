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
import type { Amounts, Line, NoteLine } from './state.ts'

const orNull = <From, To>(value: From | null, convert: (value: From) => To): To | null =>
  value === null ? null : convert(value)

const amountsData = ({ value, supplementaryDuty, vat }: Amounts) => ({
  value: writeTaka(value),
  supplementaryDuty: writeTaka(supplementaryDuty),
  vat: writeTaka(vat),
})

const amountsFrom = (data: Pick<LineData, keyof Amounts>): Amounts => ({
  value: taka(data.value),
  supplementaryDuty: taka(data.supplementaryDuty),
  vat: taka(data.vat),
})

const totalOf = ({ value, supplementaryDuty, vat }: Amounts) => add(value, supplementaryDuty, vat)

/** A line as an event contains it: figures are decimals as texts. */
export const lineData = ({ total, remaining, ...line }: Line): LineData => ({
  ...line,
  quantity: writeQuantity(line.quantity),
  unitPrice: writePrice(line.unitPrice),
  discount: writeTaka(line.discount),
  vatRate: orNull(line.vatRate, writePercent),
  specificVatPerUnit: orNull(line.specificVatPerUnit, writePrice),
  supplementaryDutyRate: writePercent(line.supplementaryDutyRate),
  advanceIncomeTaxRate: writePercent(line.advanceIncomeTaxRate),
  vdsRate: writePercent(line.vdsRate),
  ...amountsData(line),
  advanceIncomeTax: writeTaka(line.advanceIncomeTax),
  vatDeductedAtSource: writeTaka(line.vatDeductedAtSource),
})

/** A line as it is before any note: all of it remains. */
export const lineFrom = (data: LineData): Line => {
  const amounts = amountsFrom(data)
  const lineQuantity = quantity(data.quantity)
  return {
    ...data,
    quantity: lineQuantity,
    unitPrice: price(data.unitPrice),
    discount: taka(data.discount),
    vatRate: orNull(data.vatRate, percent),
    specificVatPerUnit: orNull(data.specificVatPerUnit, price),
    supplementaryDutyRate: percent(data.supplementaryDutyRate),
    advanceIncomeTaxRate: percent(data.advanceIncomeTaxRate),
    vdsRate: percent(data.vdsRate),
    ...amounts,
    advanceIncomeTax: taka(data.advanceIncomeTax),
    vatDeductedAtSource: taka(data.vatDeductedAtSource),
    total: totalOf(amounts),
    remaining: { ...amounts, quantity: lineQuantity },
  }
}

export const noteLineData = (line: NoteLine): NoteLineData => ({
  lineId: line.lineId,
  quantity: orNull(line.quantity, writeQuantity),
  ...amountsData(line),
})

export const noteLineFrom = (data: NoteLineData): NoteLine => {
  const amounts = amountsFrom(data)
  return {
    lineId: data.lineId,
    quantity: orNull(data.quantity, quantity),
    ...amounts,
    total: totalOf(amounts),
  }
}
