/** One line of the table. `met` is undefined when the line has no budget or was not measured. */
export type Figure = { line: string; measured: string; budget?: string; met?: boolean; note?: string }

type Bounded = { measured: number; bound: number; unit: Unit }

/** A figure with a highest value that is allowed. */
export const atMost = (line: string, { measured, bound, unit }: Bounded, note?: string): Figure => ({
  line,
  measured: unit(measured),
  budget: `<= ${unit(bound)}`,
  met: measured <= bound,
  ...(note === undefined ? {} : { note }),
})

/** A figure with a lowest value that is allowed. */
export const atLeast = (line: string, { measured, bound, unit }: Bounded, note?: string): Figure => ({
  line,
  measured: unit(measured),
  budget: `>= ${unit(bound)}`,
  met: measured >= bound,
  ...(note === undefined ? {} : { note }),
})

/** A figure without a budget. */
export const withoutBudget = (line: string, measured: string, note?: string): Figure => ({
  line,
  measured,
  ...(note === undefined ? {} : { note }),
})

export const notMeasured = (line: string, reason: string): Figure => ({
  line,
  measured: 'not measured',
  note: reason,
})

/** Writes a value with its unit: times are in milliseconds and sizes in bytes, whatever unit is shown. */
export type Unit = (value: number) => string
export const milliseconds: Unit = (value) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`
export const seconds: Unit = (value) => `${(value / 1000).toFixed(2)} s`
export const times: Unit = (value) => `${value.toFixed(2)}x`
export const bytes: Unit = (value) => (value < 10_000 ? `${value.toFixed(0)} B` : kilobytes(value))
export const kilobytes: Unit = (value) => `${(value / 1000).toFixed(0)} kB`
export const megabytes: Unit = (value) => `${(value / 1e6).toFixed(0)} MB`

/** The count that would happen in a second, from one that took `tookMs`. */
export const perSecond = (count: number, tookMs: number): string =>
  `${((count / tookMs) * 1000).toFixed(0)} / s`
