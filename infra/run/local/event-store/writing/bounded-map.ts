/** A map of at most `maxEntries`: beyond that, the entry that was set longest ago is deleted. */
export const boundedMap = <Key, Value>(maxEntries: number) => {
  const entries = new Map<Key, Value>()
  return {
    get: (key: Key): Value | undefined => entries.get(key),
    set(key: Key, value: Value): void {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size <= maxEntries) return
      const oldest = entries.keys().next()
      if (!oldest.done) entries.delete(oldest.value)
    },
    clear: (): void => entries.clear(),
  }
}

export type BoundedMap<Key, Value> = ReturnType<typeof boundedMap<Key, Value>>
