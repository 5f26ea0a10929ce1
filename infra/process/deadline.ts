const passed = Symbol('the deadline has passed')

/**
 * Waits for `work` and returns its result. If that takes longer than `deadlineMs`, returns or throws what
 * `onLate` does. The work is not stopped, and its later result or error is ignored. An infinite deadline
 * never passes.
 */
export const withinDeadline = async <Result, Late>(
  deadlineMs: number,
  work: Promise<Result>,
  onLate: () => Late,
): Promise<Result | Late> => {
  if (deadlineMs === Number.POSITIVE_INFINITY) return work
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<typeof passed>((resolve) => {
    timer = setTimeout(resolve, deadlineMs, passed)
  })
  try {
    const first = await Promise.race([work, deadline])
    return first === passed ? onLate() : first
  } finally {
    clearTimeout(timer)
  }
}
