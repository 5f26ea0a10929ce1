/** Reports how far a long piece of work is. */
export type Progress = {
  /** `done` is the share of the work that is done, 0 to 1; `items` how many of them. */
  at(done: number, items: number): void
}

const intervalMs = 1_000

/**
 * Writes at most one line a second: what, how many, how many per second, the share and the time left, which
 * assumes that the rest is as fast.
 */
export const progressOf = (
  what: string,
  write: (line: string) => void,
  nowMs: () => number = () => performance.now(),
): Progress => {
  const startedAtMs = nowMs()
  let writtenAtMs = startedAtMs
  return {
    at: (done, items) => {
      const now = nowMs()
      if (now - writtenAtMs < intervalMs) return
      writtenAtMs = now
      const seconds = (now - startedAtMs) / 1000
      const leftSeconds = done > 0 ? Math.round((seconds * (1 - done)) / done) : undefined
      const left = leftSeconds === undefined ? '' : `, ${durationOf(leftSeconds)} left`
      const percent = Math.floor(done * 100)
      write(`${what}: ${grouped(items)} (${percent} %), ${grouped(Math.round(items / seconds))}/s${left}`)
    },
  }
}

/** 1 tenant; 1,234 tenants */
export const counted = (figure: number, one: string): string =>
  `${grouped(figure)} ${one}${figure === 1 ? '' : 's'}`

/** 1234567 -> 1,234,567 */
export const grouped = (figure: number): string => figure.toLocaleString('en-US')

const durationOf = (seconds: number): string => {
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}
