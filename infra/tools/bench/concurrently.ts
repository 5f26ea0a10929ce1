/** Runs `work` for 0 to count - 1, `concurrency` at a time; rejects with the first failure. */
export const runConcurrently = async (
  count: number,
  concurrency: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0
  const runLane = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: concurrency }, runLane))
}
