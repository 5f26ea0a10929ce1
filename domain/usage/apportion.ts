/**
 * Divides a whole amount in proportion to the weights, so that the parts add up to the amount exactly. What
 * is left after rounding down goes to the parts that lost most by it, one unit each; of equal ones to the
 * first. Without a weight above zero, nothing can be divided and all parts are zero.
 */
export const apportion = (amount: bigint, weights: readonly bigint[]): bigint[] => {
  const sum = weights.reduce((total, weight) => total + weight, 0n)
  if (sum <= 0n) return weights.map(() => 0n)
  const parts = weights.map((weight) => (amount * weight) / sum)
  let left = amount - parts.reduce((total, part) => total + part, 0n)
  const byLoss = weights
    .map((weight, index) => ({ index, loss: (amount * weight) % sum }))
    .sort((one, other) => Number(other.loss > one.loss) - Number(other.loss < one.loss))
  for (const { index } of byLoss) {
    if (left === 0n) break
    parts[index] = (parts[index] ?? 0n) + 1n
    left -= 1n
  }
  return parts
}
