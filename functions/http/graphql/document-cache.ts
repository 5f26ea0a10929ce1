/** The interface of Yoga's caches. */
type Cache<Value> = { get(source: string): Value | undefined; set(source: string, value: Value): void }

const maxEntries = 500
/** A longer document usually contains its input, so it is never sent again. */
const maxCharacters = 20_000

/**
 * Caches the most recently used documents, or their errors, but never a long one. Yoga's own cache limits the
 * number of entries, not their size.
 */
export const documentCache = <Value>(): Cache<Value> => {
  const entries = new Map<string, Value>()
  return {
    get(source) {
      const value = entries.get(source)
      if (value === undefined) return undefined
      entries.delete(source)
      entries.set(source, value)
      return value
    },
    set(source, value) {
      if (source.length > maxCharacters) return
      entries.set(source, value)
      const [oldest] = entries.keys()
      if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest)
    },
  }
}
