/** Prints one line of what happens. */
export type Progress = (line: string) => void

/** Writes lines with the seconds since the start to standard error. */
export const timedProgress = (startedAtMs = Date.now()): Progress => {
  return (line) => {
    const seconds = Math.round((Date.now() - startedAtMs) / 1000)
    process.stderr.write(`${`${seconds} s`.padStart(7)}  ${line}\n`)
  }
}
