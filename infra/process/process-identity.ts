import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Returns the start time of a process, in a format of the operating system: it distinguishes the process from
 * a later one with the same id. Undefined when there is no such process or when it is a zombie.
 */
export const processStart = (pid: number): string | undefined =>
  process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid)

const startOnLinux = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may contain blanks. After it, field 0 is the state and field 19 the start time.
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

/**
 * Returns the output of ps for a process, for systems without /proc; undefined when there is no such process.
 */
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
