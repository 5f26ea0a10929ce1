/** The tax of a line in the reference model, written from the rules and not from the code. */
export type ModelLine = {
  quantity: bigint
  price: bigint
  /** Whether price and discount have tax inside. */
  gross: boolean
  discount: bigint
  duty: bigint
  rate: bigint | null
  specific: bigint | null
}
export type Part = 'quantity' | 'value' | 'duty' | 'vat'
export type Sizes = Record<Part, bigint>

/**
 * Rounds half-up by the remainder, not by the formula of the code. Halves of a negative quotient round up.
 */
export const nearest = (dividend: bigint, divisor: bigint): bigint => {
  const [whole, rest] = [dividend / divisor, dividend % divisor]
  return rest * 2n >= divisor ? whole + 1n : whole
}

export const taxed = (line: ModelLine, quantity: bigint, value: bigint): Sizes => {
  const duty = nearest(value * line.duty, 1_000_000n)
  const byQuantity = line.specific === null ? 0n : nearest(quantity * line.specific, 100_000_000n)
  return {
    quantity,
    value,
    duty,
    vat: line.rate === null ? byQuantity : nearest((value + duty) * line.rate, 1_000_000n),
  }
}

/**
 * A price with tax inside is total: VAT is its fraction R/(100+R), or the specific tax; duty is the fraction
 * S/(100+S) of the rest; value is what remains.
 */
const inside = (line: ModelLine, quantity: bigint, total: bigint): Sizes => {
  const byQuantity = line.specific === null ? 0n : nearest(quantity * line.specific, 100_000_000n)
  const vat = line.rate === null ? byQuantity : nearest(total * line.rate, 1_000_000n + line.rate)
  const duty = nearest((total - vat) * line.duty, 1_000_000n + line.duty)
  return { quantity, value: total - vat - duty, duty, vat }
}

export const supplied = (line: ModelLine, quantity: bigint, discount: bigint): Sizes => {
  const asked = priced(line, quantity, discount)
  return line.gross ? inside(line, quantity, asked) : taxed(line, quantity, asked)
}

/** Whether the specific tax inside a price is at most that price. */
export const fits = (line: ModelLine, quantity: bigint, discount: bigint): boolean =>
  !line.gross || supplied(line, quantity, discount).vat <= priced(line, quantity, discount)

const priced = (line: ModelLine, quantity: bigint, discount: bigint): bigint =>
  nearest(quantity * line.price - discount * 100_000_000n, 100_000_000n)
