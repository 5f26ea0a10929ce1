/** A JSON number that a binary float may not hold exactly as written. It is no number to any scalar, so none computes with it. */
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

/** Every decimal of so many significant digits survives the way through a double and back. */
const exactDigits = 15

const digitsOf = (source: string): number => source.replace(/^-?0*\.?0*|\./g, '').length

/**
 * Reviver of JSON.parse. Short numbers stay numbers; one of more than 15 digits, or with an exponent, is kept as it was
 * written. Looking at the value first leaves nearly every number at the cost of one comparison.
 */
export const exactNumbers = (_key: string, value: unknown, context?: { source?: string }): unknown => {
  if (typeof value !== 'number' || context?.source === undefined) return value
  const { source } = context
  if (source.length <= exactDigits && !/e/i.test(source)) return value
  if (/e/i.test(source)) return new InexactNumber(source, 'has an exponent')
  return digitsOf(source) > exactDigits
    ? new InexactNumber(source, `has more than ${exactDigits} digits`)
    : value
}
