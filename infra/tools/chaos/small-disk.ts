import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, statfsSync } from 'node:fs'
import { guard } from '../../run/local/child-process/guardian.ts'
import { spawnedPid } from '../../run/local/child-process/spawned-pid.ts'

/** A file system of its own for a store, which can be full. */
export type SmallDisk = { fill(): void; heal(): void }

const sizeBytes = 4 * 1024 ** 3

/** Set in a process that has its own mounts, which end with it and its children. */
const mark = 'CHAOS_HAS_MOUNTS'
const ownMounts = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount']

/**
 * Runs this command again in a process that has its own mounts, and returns its exit code. Returns undefined
 * in that process, and where a process may not have its own mounts.
 */
export const runWithOwnMounts = async (): Promise<number | undefined> => {
  if (canMount()) return undefined
  const probe = 'mount -t tmpfs -o size=64k none /mnt && mount -o remount,size=128k /mnt'
  if (spawnSync('unshare', [...ownMounts, 'sh', '-c', probe], { stdio: 'ignore' }).status !== 0)
    return undefined
  const args = [...ownMounts, process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const child = spawn('unshare', args, { stdio: 'inherit', env: { ...process.env, [mark]: '1' } })
  const guardian = guard({ pid: await spawnedPid(child), signal: 'TERM' })
  // Ctrl-C reaches both processes; this one waits for the other, which stops everything.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  const [code] = (await once(child, 'exit')) as [number | null]
  guardian.dismiss()
  return code ?? 1
}

export const canMount = (): boolean => process.env[mark] !== undefined

/** Mounts a file system in memory on this folder. It needs no memory for what is not written. */
export const mountSmallDisk = (folder: string): SmallDisk => {
  mkdirSync(folder, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=711`, 'chaos', folder])
  const resize = (bytes: number) => void spawnSync('mount', ['-o', `remount,size=${bytes}`, folder])
  return {
    fill: () => {
      const { blocks, bfree, bsize } = statfsSync(folder)
      resize((blocks - bfree) * bsize)
    },
    heal: () => resize(sizeBytes),
  }
}
