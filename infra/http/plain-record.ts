/** Returns an object for names that come from outside: it inherits nothing, not even `constructor`. */
export const plainRecord = <Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> => {
  const record: Record<string, Value> = Object.create(null)
  for (const [name, value] of entries) record[name] = value
  return record
}
