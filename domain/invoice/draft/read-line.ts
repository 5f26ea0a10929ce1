import type { LocalDate } from '../../calendar/dates.ts'
import { accepted, allOf, type Result, refused } from '../../decision.ts'
import { wholeLimit } from '../../money/fixed.ts'
import { amountOf, takaLimit, writeTaka } from '../../money/poisha.ts'
import { readPercent, readPrice, readQuantity, readTaka } from '../../money/read.ts'
import { taxOf } from '../../tax/line.ts'
import { descriptionLimit, longTextLimit, readOptionalText, readText } from '../../text/read.ts'
import { lineData } from '../figures.ts'
import type { Line } from '../state.ts'
import type { LineInput } from './input.ts'
import { readDutyRate, readSpecificVat, readSupplyClass, requireTaxWithinPrice } from './line-terms.ts'
import { isRateOfItsCode, readVatRate } from './vat-rate.ts'

/**
 * The id of a line, its path in the input, the invoice date, which decides the rates, and the description
 * that the draft already has for this line.
 */
type LineContext = Readonly<{
  id: string
  path: string
  invoiceDate: LocalDate
  storedDescription?: string | undefined
}>

/** Reads a line and computes its tax. */
export const readLine = (input: LineInput, context: LineContext): Result<Line> => {
  const supply = readSupply(input, context)
  if (!supply.ok) return supply
  const { quantity, unitPrice, discount } = supply.value
  const gross = amountOf(quantity, unitPrice)
  if (discount > gross) {
    const params = { discount: writeTaka(discount), value: writeTaka(gross) }
    return refused('DISCOUNT_EXCEEDS_VALUE', params, `${context.path}.discount`)
  }
  const withinPrice = requireTaxWithinPrice(supply.value, `${context.path}.specificVatPerUnit`)
  if (!withinPrice.ok) return withinPrice
  const tax = taxOf(supply.value)
  const { value, supplementaryDuty, vat, total } = tax
  if (total >= takaLimit)
    return refused('OUT_OF_RANGE', { value: writeTaka(total), limit: wholeLimit.toString() }, context.path)
  const remaining = { quantity, value, supplementaryDuty, vat }
  return accepted({ id: context.id, ...supply.value, ...tax, remaining })
}

const readSupply = (input: LineInput, { path, invoiceDate, storedDescription }: LineContext) => {
  // Descriptions had a limit of 2,000 characters once. A draft keeps the long ones that it has.
  const maxDescription = input.description === storedDescription ? longTextLimit : descriptionLimit
  const at = (field: keyof LineInput): string => `${path}.${field}`
  const category = input.vatCategory ?? 'STANDARD'
  const rated = { vatRate: input.vatRate ?? null, code: input.hsCode ?? null, invoiceDate, path }
  const duty = at('supplementaryDutyRate')
  return allOf({
    description: readText(input.description, at('description'), maxDescription),
    unit: readOptionalText(input.unit, at('unit')),
    quantity: readQuantity(input.quantity, at('quantity')),
    unitPrice: readPrice(input.unitPrice, at('unitPrice')),
    priceIncludesTax: accepted(input.priceIncludesTax ?? false),
    discount: readTaka(input.discount ?? '0', at('discount')),
    vatCategory: accepted(category),
    vatRate: readVatRate(category, rated),
    specificVatPerUnit: readSpecificVat(input.specificVatPerUnit ?? null, category, at('specificVatPerUnit')),
    supplementaryDutyRate: readDutyRate(input.supplementaryDutyRate ?? '0', category, duty),
    advanceIncomeTaxRate: readPercent(input.advanceIncomeTaxRate ?? '0', 100, at('advanceIncomeTaxRate')),
    vdsRate: readPercent(input.vdsRate ?? '0', 100, at('vdsRate')),
    hsCode: readOptionalText(input.hsCode, at('hsCode')),
    supplyClass: readSupplyClass(input.supplyClass ?? null, category, at('supplyClass')),
  })
}

/**
 * The input of a line that an update leaves out: the line is read again from it, at the rates of the new
 * invoice date. The rate is part of the input only where the client chose it: for REDUCED, unless it is that
 * of the code on the old invoice date.
 */
export const lineInputOf = (line: Line, invoiceDate: LocalDate): LineInput => {
  const { value, supplementaryDuty, vat, advanceIncomeTax, vatDeductedAtSource, ...input } = lineData(line)
  const isChosen = line.vatCategory === 'REDUCED' && !isRateOfItsCode(line.hsCode, line.vatRate, invoiceDate)
  return { ...input, vatRate: isChosen ? input.vatRate : null }
}
