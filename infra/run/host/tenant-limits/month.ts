/**
 * Returns the month in UTC, such as 2026-11. The quota of a usage plan of API Gateway begins anew with it.
 */
export const utcMonthOf = (instant: Date): string => instant.toISOString().slice(0, 7)

/** Returns the first millisecond after the month in UTC, as a Unix time. */
export const endOfUtcMonthMs = (instant: Date): number =>
  Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth() + 1, 1)
