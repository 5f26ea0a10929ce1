/** Does the work for each item, for `size` of them at the same time. Returns the results in order. */
export const inGroups = async <Item, Value>(
  items: readonly Item[],
  size: number,
  work: (item: Item) => Promise<Value>,
): Promise<Value[]> => {
  const results: Value[] = []
  for (let from = 0; from < items.length; from += size)
    results.push(...(await Promise.all(items.slice(from, from + size).map(work))))
  return results
}
