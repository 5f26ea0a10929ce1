/** Exact decimals as whole numbers of their smallest unit: with 2 places, 115.00 is 11500n. No binary float is ever in the way. */
const plain = /^(-?)0*(\d+)(?:\.(\d+))?$/

/** Figures stay below this many taka (or units): sums of them stay exact in numeric(20,2) and readable on paper. */
export const limit = 10n ** 15n

const longestText = 64

export type FixedProblem = 'NOT_A_DECIMAL' | 'TOO_MANY_DECIMALS' | 'OUT_OF_RANGE'
export type FixedReading =
  | Readonly<{ ok: true; value: bigint }>
  | Readonly<{ ok: false; problem: FixedProblem }>

/** Reads a plain decimal with at most `places` decimals; more is refused, never rounded. */
export const readFixed = (text: string, places: number): FixedReading => {
  const parts = text.length > longestText ? null : plain.exec(text.trim())
  if (!parts) return { ok: false, problem: 'NOT_A_DECIMAL' }
  const [, sign = '', whole = '', decimals = ''] = parts
  if (decimals.length > places) return { ok: false, problem: 'TOO_MANY_DECIMALS' }
  if (BigInt(whole) >= limit) return { ok: false, problem: 'OUT_OF_RANGE' }
  return { ok: true, value: BigInt(sign + whole + decimals.padEnd(places, '0')) }
}

/** The exact decimal with at least `least` decimals; zeros beyond them are left out. */
export const writeFixed = (units: bigint, places: number, least = places): string => {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  const decimals = digits.slice(digits.length - places)
  const kept = decimals.slice(0, least) + decimals.slice(least).replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${whole}${kept === '' ? '' : `.${kept}`}`
}

/** Exact division rounded half-up, away from zero for negatives, so that a reversal mirrors what it reverses. */
export const divideHalfUp = (dividend: bigint, divisor: bigint): bigint => {
  const negative = dividend < 0n !== divisor < 0n
  const size = dividend < 0n ? -dividend : dividend
  const by = divisor < 0n ? -divisor : divisor
  const rounded = (2n * size + by) / (2n * by)
  return negative ? -rounded : rounded
}
