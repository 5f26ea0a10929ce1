/** What a cache of Yoga offers. */
type Cache<Value> = { get(source: string): Value | undefined; set(source: string, value: Value): void }

const entries = 500
/** A longer document has its input written into it and comes only once. */
const longest = 20_000

/** Keeps the last few hundred parsed documents (or their errors), never a long one: Yoga's own cache counts but does not weigh. */
export const recentDocuments = <Value>(): Cache<Value> => {
  const kept = new Map<string, Value>()
  return {
    get(source) {
      const value = kept.get(source)
      if (value === undefined) return undefined
      kept.delete(source)
      kept.set(source, value)
      return value
    },
    set(source, value) {
      if (source.length > longest) return
      kept.set(source, value)
      const [oldest] = kept.keys()
      if (kept.size > entries && oldest !== undefined) kept.delete(oldest)
    },
  }
}
