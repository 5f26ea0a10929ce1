/** The interface of Yoga's caches. */
type Cache<Value> = { get(source: string): Value | undefined; set(source: string, value: Value): void }

const maxEntries = 500
/**
 * A parsed document takes up to 400 bytes for each character of its source, most where every token is one
 * character, so this is at most about 100 MB.
 */
const maxTotalCharacters = 250_000
/** A longer document usually contains its input, so it is never sent again. */
const maxCharacters = 20_000

/**
 * Caches the most recently used documents, or their errors, as long as their sources together have at most
 * 250,000 characters. It never caches a long one. Yoga's own cache limits the number of entries only: 500
 * documents of 20 kB took 1.2 GB.
 */
export const documentCache = <Value>(): Cache<Value> => {
  const entries = new Map<string, Value>()
  let totalCharacters = 0
  const remove = (source: string): void => {
    if (entries.delete(source)) totalCharacters -= source.length
  }
  return {
    get(source) {
      // A long text is not even hashed.
      const value = source.length > maxCharacters ? undefined : entries.get(source)
      if (value === undefined) return undefined
      entries.delete(source)
      entries.set(source, value)
      return value
    },
    set(source, value) {
      if (source.length > maxCharacters) return
      remove(source)
      entries.set(source, value)
      totalCharacters += source.length
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries && totalCharacters <= maxTotalCharacters) return
        remove(oldest)
      }
    },
  }
}
