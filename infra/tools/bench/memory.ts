import { readdirSync, readFileSync } from 'node:fs'

/**
 * Bytes that a process and all that descend from it hold in memory, what they share counted once (PSS). Undefined where the
 * system does not tell.
 */
export const memoryOf = (pid: number): number | undefined => {
  const parents = parentsOfAll()
  if (!parents) return undefined
  const belongs = (one: number | undefined): boolean =>
    one !== undefined && (one === pid || belongs(parents.get(one)))
  let sum = 0
  for (const one of parents.keys()) if (belongs(one)) sum += proportional(one)
  return sum > 0 ? sum : undefined
}

const parentsOfAll = (): Map<number, number> | undefined => {
  try {
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
    return new Map(pids.flatMap((pid) => parentOf(pid)))
  } catch {
    return undefined
  }
}

const parentOf = (pid: number): [number, number][] => {
  const status = text(`/proc/${pid}/status`)
  const parent = /^PPid:\s+(\d+)/m.exec(status ?? '')?.[1]
  return parent === undefined ? [] : [[pid, Number(parent)]]
}

const proportional = (pid: number): number => {
  const pss = /^Pss:\s+(\d+) kB/m.exec(text(`/proc/${pid}/smaps_rollup`) ?? '')?.[1]
  return Number(pss ?? 0) * 1024
}

/** A process may end while it is looked at. */
const text = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
