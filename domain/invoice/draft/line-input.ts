import type { LocalDate } from '../../calendar/dates.ts'
import { accepted, allOf, type Result, refused } from '../../decision.ts'
import { wholeLimit } from '../../money/fixed.ts'
import {
  type Percent,
  type Price,
  takaLimit,
  writePercent,
  writePrice,
  writeQuantity,
  writeTaka,
  zero,
} from '../../money/poisha.ts'
import { readPercent, readPrice, readQuantity, readTaka } from '../../money/read.ts'
import type { VatCategory } from '../../tax/categories.ts'
import { type Supply, taxOf } from '../../tax/line.ts'
import { isInForce, ratesInForce, usualRate } from '../../tax/rates.ts'
import { possibleReturnNotes, usualReturnNote } from '../../tax/return-notes.ts'
import { allowsDuty } from '../../tax/supplementary-duty.ts'
import { discountFits, writeExactValue } from '../../tax/value.ts'
import { longTextLimit, readOptionalText, readText } from '../../text/read.ts'
import type { Line } from '../state.ts'
import type { LineInput } from './input.ts'

/** Where a line stands: its id, its path in the input, and the invoice date, which chooses the rates. */
export type LinePlace = Readonly<{ id: string; path: string; invoiceDate: LocalDate }>

/** Reads a line and computes its tax. */
export const readLine = (input: LineInput, place: LinePlace): Result<Line> => {
  const at = (field: keyof LineInput): string => `${place.path}.${field}`
  const category = input.vatCategory ?? 'STANDARD'
  const read = allOf({
    description: readText(input.description, at('description'), longTextLimit),
    unit: readOptionalText(input.unit, at('unit')),
    quantity: readQuantity(input.quantity, at('quantity')),
    unitPrice: readPrice(input.unitPrice, at('unitPrice')),
    discount: readTaka(input.discount ?? '0', at('discount')),
    vatRate: readVatRate(input.vatRate ?? null, category, place),
    specificVatPerUnit: readSpecificVat(input.specificVatPerUnit ?? null, category, at('specificVatPerUnit')),
    supplementaryDutyRate: readDutyRate(
      input.supplementaryDutyRate ?? '0',
      category,
      at('supplementaryDutyRate'),
    ),
    advanceIncomeTaxRate: readPercent(input.advanceIncomeTaxRate ?? '0', 100, at('advanceIncomeTaxRate')),
    vdsRate: readPercent(input.vdsRate ?? '0', 100, at('vdsRate')),
    hsCode: readOptionalText(input.hsCode, at('hsCode')),
    vatReturnNote: readReturnNote(input.vatReturnNote ?? null, category, at('vatReturnNote')),
  })
  if (!read.ok) return read
  const { quantity, unitPrice, discount } = read.value
  if (!discountFits(quantity, unitPrice, discount)) {
    const value = writeExactValue(quantity, unitPrice)
    return refused('DISCOUNT_EXCEEDS_VALUE', { discount: writeTaka(discount), value }, at('discount'))
  }
  return taxed({ ...read.value, vatCategory: category }, place)
}

type Described = Supply & Pick<Line, 'description' | 'unit' | 'hsCode' | 'vatReturnNote'>

const taxed = (supply: Described, place: LinePlace): Result<Line> => {
  const tax = taxOf(supply)
  if (tax.total >= takaLimit)
    return refused('OUT_OF_RANGE', { value: writeTaka(tax.total), limit: wholeLimit.toString() }, place.path)
  const { value, supplementaryDuty, vat } = tax
  return accepted({
    id: place.id,
    ...supply,
    ...tax,
    remaining: { quantity: supply.quantity, value, supplementaryDuty, vat },
  })
}

/** The rate of the category on the invoice date; only REDUCED chooses among several. 15 % instead of a reduced rate is STANDARD. */
const readVatRate = (
  given: string | null,
  category: VatCategory,
  place: LinePlace,
): Result<Percent | null> => {
  const path = `${place.path}.vatRate`
  if (category === 'SPECIFIC' || category === 'EXEMPT') {
    return given === null ? accepted(null) : refused('VAT_RATE_NOT_ALLOWED', { category }, path)
  }
  const read =
    given === null ? accepted(usualRate(category, place.invoiceDate)) : readPercent(given, 100, path)
  if (!read.ok) return read
  if (isInForce(category, read.value, place.invoiceDate)) return read
  const rates = ratesInForce(category, place.invoiceDate)
  if (category !== 'REDUCED' && rates.length > 0) return refused('VAT_RATE_NOT_ALLOWED', { category }, path)
  const inForce = rates.length > 0 ? rates : ['none']
  return refused(
    'RATE_NOT_IN_FORCE',
    { rate: writePercent(read.value), category, date: place.invoiceDate, inForce },
    path,
  )
}

const readSpecificVat = (given: string | null, category: VatCategory, path: string): Result<Price | null> => {
  if (category !== 'SPECIFIC')
    return given === null ? accepted(null) : refused('SPECIFIC_TAX_NOT_ALLOWED', { category }, path)
  if (given === null) return refused('SPECIFIC_TAX_MISSING', {}, path)
  const read = readPrice(given, path)
  return read.ok && read.value === 0n ? refused('SPECIFIC_TAX_MISSING', {}, path) : read
}

const readDutyRate = (given: string, category: VatCategory, path: string): Result<Percent> => {
  const read = readPercent(given, 500, path)
  return read.ok && read.value > 0n && !allowsDuty(category) ? refused('DUTY_ON_ZERO_RATED', {}, path) : read
}

const readReturnNote = (given: number | null, category: VatCategory, path: string): Result<number> => {
  if (given === null) return accepted(usualReturnNote(category))
  const possible = possibleReturnNotes(category)
  return possible.includes(given)
    ? accepted(given)
    : refused('RETURN_NOTE_INVALID', { note: given, category, possible: possible.map(String) }, path)
}

/** The input that makes this line again: an update that leaves the lines alone reads them anew, at its own date. */
export const inputOf = (line: Line): LineInput => ({
  id: line.id,
  description: line.description,
  unit: line.unit,
  quantity: writeQuantity(line.quantity),
  unitPrice: writePrice(line.unitPrice),
  discount: line.discount === zero ? null : writeTaka(line.discount),
  vatCategory: line.vatCategory,
  vatRate: line.vatCategory === 'REDUCED' && line.vatRate !== null ? writePercent(line.vatRate) : null,
  specificVatPerUnit: line.specificVatPerUnit === null ? null : writePrice(line.specificVatPerUnit),
  supplementaryDutyRate: writePercent(line.supplementaryDutyRate),
  advanceIncomeTaxRate: writePercent(line.advanceIncomeTaxRate),
  vdsRate: writePercent(line.vdsRate),
  hsCode: line.hsCode,
  vatReturnNote: line.vatReturnNote,
})
