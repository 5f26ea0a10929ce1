/** How many invocations of a function may run at the same time. */
export type Capacity = {
  isFull(): boolean
  /** Resolves when the next invocation has ended. */
  waitForCapacity(): Promise<void>
  /** Counts `work` as one running invocation and returns its result. It does not check whether it is full. */
  use<Result>(work: () => Promise<Result>): Promise<Result>
}

/** Counts the running invocations of a function. Without a reserved concurrency it is never full. */
export const createCapacity = (reservedConcurrency: number | undefined): Capacity => {
  const waiting: (() => void)[] = []
  let running = 0
  return {
    isFull: () => reservedConcurrency !== undefined && running >= reservedConcurrency,
    waitForCapacity: () => new Promise((resolve) => waiting.push(resolve)),
    async use(work) {
      running++
      try {
        return await work()
      } finally {
        running--
        waiting.shift()?.()
      }
    },
  }
}
