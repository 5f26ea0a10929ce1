import { withoutTrailingZeros } from '../../../domain/money/fixed.ts'
import { excerpt } from '../../../domain/text/read.ts'

/**
 * A number in JSON that a JavaScript number cannot represent exactly as written. No scalar accepts it as a
 * number, so nothing computes with it. `source` is its beginning.
 */
export class InexactNumber {
  readonly source: string
  readonly problem: string

  constructor(source: string, problem: string) {
    this.source = excerpt(source)
    this.problem = problem
  }

  toJSON(): string {
    return this.source
  }
}

/** A decimal with this many significant digits is the same after its conversion to a double and back. */
const maxExactDigits = 15
/** A longer number is not read. Zeros and exponents make a number long without more digits. */
const maxCharacters = 64
/** Outside these powers of ten a double has fewer exact digits, or is 0 or infinite. */
const maxExponent = 300

/** The digits of a number of at most 64 characters, without the zeros at both ends. */
const significantDigits = (source: string): string =>
  withoutTrailingZeros(source.replace(/e.*$/i, '').replace(/[-.]/g, '').replace(/^0+/, ''))

/**
 * A reviver for JSON.parse. A number stays a number when its shortest notation is exactly its value: 1.5E3 is
 * 1500. A number with more than 15 significant digits, too long or beyond the powers of ten becomes an
 * InexactNumber. The length of the source is checked first, so that nearly every number costs only one
 * comparison.
 */
export const reviveNumber = (_key: string, value: unknown, context?: { source?: string }): unknown => {
  if (typeof value !== 'number' || context?.source === undefined) return value
  const { source } = context
  if (source.length <= maxExactDigits && !/e/i.test(source)) return value
  if (source.length > maxCharacters)
    return new InexactNumber(source, `has more than ${maxCharacters} characters`)
  const digits = significantDigits(source)
  if (digits.length > maxExactDigits)
    return new InexactNumber(source, `has more than ${maxExactDigits} digits`)
  const isExact = digits === '' || isWithin(Math.abs(value), maxExponent)
  return isExact ? value : new InexactNumber(source, 'is too large or too small')
}

const isWithin = (size: number, exponent: number): boolean =>
  size >= 10 ** -exponent && size <= 10 ** exponent
