/**
 * A number in JSON that a JavaScript number cannot represent exactly as written. No scalar accepts it as a
 * number, so nothing computes with it.
 */
export class InexactNumber {
  readonly source: string
  readonly problem: string

  constructor(source: string, problem: string) {
    this.source = source
    this.problem = problem
  }

  toJSON(): string {
    return this.source
  }
}

/** A decimal with this many significant digits is the same after its conversion to a double and back. */
const maxExactDigits = 15

const significantDigits = (source: string): number => source.replace(/^-?0*\.?0*|\./g, '').length

/**
 * A reviver for JSON.parse. A number with more than 15 digits or with an exponent becomes an InexactNumber.
 * The length of the source is checked first, so that nearly every number costs only one comparison.
 */
export const reviveNumber = (_key: string, value: unknown, context?: { source?: string }): unknown => {
  if (typeof value !== 'number' || context?.source === undefined) return value
  const { source } = context
  if (source.length <= maxExactDigits && !/e/i.test(source)) return value
  if (/e/i.test(source)) return new InexactNumber(source, 'has an exponent')
  return significantDigits(source) > maxExactDigits
    ? new InexactNumber(source, `has more than ${maxExactDigits} digits`)
    : value
}
