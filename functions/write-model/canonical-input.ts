import { bareDigits } from '../../domain/identity/identifiers.ts'
import { withoutTrailingZeros } from '../../domain/money/fixed.ts'
import { trimmed } from '../../domain/text/blanks.ts'

/**
 * The input of a command as the domain reads it, so that two ways of writing the same value are the same
 * input: "100" and "100.00", a BIN with and without dashes, a name with and without a blank at its end.
 */
export const canonicalInput = (value: unknown, name = ''): unknown => {
  if (typeof value === 'string') return canonicalText(value, name)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: unknown) => canonicalInput(item, name))
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, canonicalInput(inner, field)]),
  )
}

/** The fields of mutations that are decimals. A test compares the list with the contract. */
export const decimalFields: ReadonlySet<string> = new Set([
  ...['quantity', 'unitPrice', 'discount', 'amount', 'certificateValue', 'writeOffLimit'],
  ...['vatRate', 'specificVatPerUnit', 'supplementaryDutyRate', 'advanceIncomeTaxRate', 'vdsRate'],
])

/** The field whose blanks are stored as they were sent. */
const verbatimField = 'reason'

const identifierName = /(tin|bin|nid)$/i

/** No decimal or identifier is longer, so nothing else is done with a longer text than to trim it. */
const maxCanonicalLength = 100

const canonicalText = (text: string, name: string): string => {
  if (name === verbatimField) return text
  if (text.length > maxCanonicalLength) return trimmed(text)
  if (decimalFields.has(name)) return canonicalDecimal(trimmed(text))
  if (name === 'mobileNumber') return bareDigits(text).replace(/^\+88/, '')
  return identifierName.test(name) ? bareDigits(text) : trimmed(text)
}

/** Without zeros at its two ends; a text that is not a plain decimal remains as it is. */
const canonicalDecimal = (text: string): string => {
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (sign === undefined) return text
  const kept = withoutTrailingZeros(fraction)
  return `${sign}${whole.replace(/^0+(?=\d)/, '')}${kept === '' ? '' : `.${kept}`}`
}
