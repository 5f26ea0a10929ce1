/**
 * The text without the zeros at its end. Without the look-behind, a run of zeros inside a text is matched
 * again from each of its zeros: quadratic time.
 */
export const withoutTrailingZeros = (digits: string): string => digits.replace(/(?<!0)0+$/, '')

/** Plain digits with at most one point. An exponent or a grouping comma is not plain. */
const plainDecimal = /^(-?)(\d+)(?:\.(\d+))?$/

/** Every figure is below this many taka or units, so that sums of figures fit numeric(20,2). */
export const wholeLimit = 10n ** 15n

/** Maximum length of a text, in characters. BigInt needs quadratic time for a long text. */
const longestText = 64

export type FixedProblem = 'NOT_A_DECIMAL' | 'TOO_MANY_DECIMALS' | 'OUT_OF_RANGE'
export type FixedReading =
  | Readonly<{ ok: true; value: bigint }>
  | Readonly<{ ok: false; problem: FixedProblem }>

/**
 * Reads a plain decimal as a whole number of its smallest unit: with 2 decimals, 115.00 is 11500n.
 * Zeros at the end are not decimals: 12.500000 has one. A text with more decimals is a problem; nothing is
 * rounded.
 */
export const readFixed = (text: string, decimals: number): FixedReading => {
  const parts = text.length > longestText ? null : plainDecimal.exec(text.trim())
  if (!parts) return { ok: false, problem: 'NOT_A_DECIMAL' }
  const [, sign = '', whole = '', written = ''] = parts
  const fraction = withoutTrailingZeros(written)
  if (fraction.length > decimals) return { ok: false, problem: 'TOO_MANY_DECIMALS' }
  if (BigInt(whole) >= wholeLimit) return { ok: false, problem: 'OUT_OF_RANGE' }
  return { ok: true, value: BigInt(sign + whole + fraction.padEnd(decimals, '0')) }
}

/** Writes a number of smallest units as a decimal: at least `least` decimals, then no zeros at the end. */
export const writeFixed = (units: bigint, decimals: number, least = decimals): string => {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals)
  const kept = fraction.slice(0, least) + withoutTrailingZeros(fraction.slice(least))
  return `${units < 0n ? '-' : ''}${whole}${kept === '' ? '' : `.${kept}`}`
}

/**
 * Divides exactly and rounds half-up. Halves of a negative quotient are rounded away from zero, so that an
 * amount and its reversal round to the same size.
 */
export const divideHalfUp = (dividend: bigint, divisor: bigint): bigint => {
  const negative = dividend < 0n !== divisor < 0n
  const size = dividend < 0n ? -dividend : dividend
  const by = divisor < 0n ? -divisor : divisor
  const rounded = (2n * size + by) / (2n * by)
  return negative ? -rounded : rounded
}
