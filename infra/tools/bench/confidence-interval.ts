import { quantile } from './quantile.ts'

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const resamples = 2_000

/** Of the mean, by resampling (bootstrap), because a busy machine has rounds that are far from the others. */
export const confidenceInterval = (values: readonly number[]): [from: number, to: number] => {
  const draw = () => values[Math.floor(Math.random() * values.length)] ?? 0
  const means = Array.from({ length: resamples }, () => mean(Array.from(values, draw)))
  return [quantile(means, 0.025), quantile(means, 0.975)]
}
