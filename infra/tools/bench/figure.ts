/** One line of the table. `met` is undefined where nothing was promised, or nothing was measured. */
export type Figure = { line: string; measured: string; budget?: string; met?: boolean; note?: string }

type Bounded = { measured: number; bound: number; unit: Unit }

/** A figure with an upper bound. */
export const atMost = (line: string, { measured, bound, unit }: Bounded, note?: string): Figure => ({
  line,
  measured: unit(measured),
  budget: `<= ${unit(bound)}`,
  met: measured <= bound,
  ...(note === undefined ? {} : { note }),
})

/** A figure that is stated only. */
export const stated = (line: string, measured: string, note?: string): Figure => ({
  line,
  measured,
  ...(note === undefined ? {} : { note }),
})

export const notMeasured = (line: string, why: string): Figure => ({
  line,
  measured: 'not measured',
  note: why,
})

export type Unit = (value: number) => string
export const ms: Unit = (value) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`
export const seconds: Unit = (value) => `${(value / 1000).toFixed(2)} s`
export const times: Unit = (value) => `${value.toFixed(2)}x`
export const kilobytes: Unit = (value) => `${(value / 1000).toFixed(0)} kB`
export const megabytes: Unit = (value) => `${(value / 1e6).toFixed(0)} MB`

/** Nearest rank: 0.5 is the median. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new Error('Nothing was measured')
  return value
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** Milliseconds that `work` took, and what it answered. */
export const timed = async <Value>(work: () => Promise<Value>): Promise<{ took: number; value: Value }> => {
  const began = performance.now()
  const value = await work()
  return { took: performance.now() - began, value }
}
