import { readdirSync, readFileSync } from 'node:fs'

/**
 * The memory in bytes of a process and all its descendants, with shared pages counted once (PSS). Undefined
 * on systems without /proc.
 */
export const readMemoryBytes = (pid: number): number | undefined => {
  const parents = readParents()
  if (!parents) return undefined
  const descends = (other: number | undefined): boolean =>
    other !== undefined && (other === pid || descends(parents.get(other)))
  let bytes = 0
  for (const other of parents.keys()) if (descends(other)) bytes += readPssBytes(other)
  return bytes > 0 ? bytes : undefined
}

/** The largest memory that a process has had (resident), in bytes; undefined on systems without /proc. */
export const readPeakBytes = (pid: number): number | undefined => {
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(readText(`/proc/${pid}/status`) ?? '')?.[1]
  return peak === undefined ? undefined : Number(peak) * 1024
}

/** The parent of each process. */
const readParents = (): Map<number, number> | undefined => {
  try {
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
    return new Map(pids.flatMap((pid) => readParent(pid)))
  } catch {
    return undefined
  }
}

const readParent = (pid: number): [pid: number, parent: number][] => {
  const parent = /^PPid:\s+(\d+)/m.exec(readText(`/proc/${pid}/status`) ?? '')?.[1]
  return parent === undefined ? [] : [[pid, Number(parent)]]
}

const readPssBytes = (pid: number): number => {
  const pss = /^Pss:\s+(\d+) kB/m.exec(readText(`/proc/${pid}/smaps_rollup`) ?? '')?.[1]
  return Number(pss ?? 0) * 1024
}

/** Undefined when the process has ended meanwhile. */
const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
