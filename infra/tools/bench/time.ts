/** Runs `work`; returns how long it took and its value. */
export const time = async <Value>(work: () => Promise<Value>): Promise<{ tookMs: number; value: Value }> => {
  const began = performance.now()
  const value = await work()
  return { tookMs: performance.now() - began, value }
}
