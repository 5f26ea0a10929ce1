/** The clock of the event store may be so much ahead of this one. */
const aheadMs = 60_000

/** False for a time that is still to come: a clock was ahead, and nobody knows how old the event is. */
export const isYoungerThan = (ms: number, created: string | undefined): boolean => {
  if (created === undefined) return false
  const ageMs = Date.now() - Date.parse(created)
  return ageMs >= -aheadMs && ageMs < ms
}
