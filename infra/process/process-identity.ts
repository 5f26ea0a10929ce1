import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * What tells a process from a later one with the same id: the time of its start. Undefined when there is no such process
 * or it has ended and only waits to be collected.
 */
export const processStart = (pid: number): string | undefined =>
  process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid)

const startOnLinux = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may itself hold blanks; after it come state (0) and, as the 22nd field of all, the start time (19).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

const startByPs = (pid: number): string | undefined => {
  const line = ps(pid, 'stat=,lstart=')
  return line === undefined || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '')
}

/** What ps says of a process, where there is no /proc to read; undefined when there is no such process. */
export const ps = (pid: number, format: string): string | undefined => {
  try {
    return (
      execFileSync('ps', ['-o', format, '-p', String(pid)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim() || undefined
    )
  } catch {
    return undefined
  }
}
