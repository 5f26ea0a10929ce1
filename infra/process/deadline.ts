const passed = Symbol('the deadline has passed')

/**
 * What `work` answers, or what `late` answers or throws when that takes longer than so many milliseconds. Nothing is
 * stopped: the work goes on, and what becomes of it is dropped.
 */
export const withinDeadline = async <Answer, Late>(
  milliseconds: number,
  work: Promise<Answer>,
  late: () => Late,
): Promise<Answer | Late> => {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<typeof passed>((resolve) => {
    timer = setTimeout(resolve, milliseconds, passed)
  })
  try {
    const first = await Promise.race([work, deadline])
    return first === passed ? late() : first
  } finally {
    clearTimeout(timer)
  }
}
