import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** One file of domain/, functions/ or infra/ imports another. Paths start at the root of the repository. */
export type Import = { from: string; to: string }

type Report = { modules: { source: string; dependencies: { resolved: string }[] }[] }

const root = join(import.meta.dirname, '../../..')
const rooms = ['domain', 'functions', 'infra']
const command = [
  'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  ...['--no-config', '--ts-config', 'tsconfig.json', '--ts-pre-compilation-deps'],
  ...['--include-only', `^(${rooms.join('|')})/`],
  ...['--output-type', 'json'],
  ...rooms,
]

let imports: readonly Import[] | undefined

/** Reads all imports with dependency-cruiser. It takes 3 s of processor time, so a process runs it once. */
export const readImports = (): readonly Import[] => {
  imports ??= cruise().modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
  )
  return imports
}

const cruise = (): Report => {
  const { error, status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (error || status !== 0) throw new Error(`dependency-cruiser failed: ${error?.message ?? stderr}`)
  return JSON.parse(stdout)
}
