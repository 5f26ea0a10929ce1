/** A map that forgets the entry that was set longest ago when it holds more than `bound`. */
export const boundedMap = <Key, Value>(bound: number) => {
  const entries = new Map<Key, Value>()
  return {
    get: (key: Key): Value | undefined => entries.get(key),
    set(key: Key, value: Value): void {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size <= bound) return
      const oldest = entries.keys().next()
      if (!oldest.done) entries.delete(oldest.value)
    },
    clear: (): void => entries.clear(),
  }
}

export type BoundedMap<Key, Value> = ReturnType<typeof boundedMap<Key, Value>>
