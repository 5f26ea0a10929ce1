import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readManifest } from '../host/manifest.ts'

export type Packaged = {
  key: string
  /** Path of the zip. */
  path: string
  bytes: number
  /** Bytes that a function of this kind may have, where that is bounded. */
  budget: number | undefined
}

/** Zipped code, in bytes (kB = 1000): what a cold start has to fetch and parse. */
const budgets: Record<string, number> = {
  'functions/queries/': 120_000,
  'functions/commands/': 480_000,
  'functions/http/graphql/': 520_000,
}

/** Runs osls on the manifest in an environment that holds nothing, so that nothing of this machine gets into a package. */
export const packageService = async (root: string): Promise<Packaged[]> => {
  const home = mkdtempSync(join(tmpdir(), 'finance-package-'))
  try {
    const child = spawn(
      process.execPath,
      [join(root, 'node_modules/serverless/bin/serverless.js'), 'package'],
      {
        cwd: root,
        env: { PATH: process.env.PATH, HOME: home, CI: '1' },
        stdio: ['ignore', 2, 2],
      },
    )
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error('serverless package failed')
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
  return [...readManifest(join(root, 'serverless.yml'), {}).functions.values()].map(({ key, module }) => {
    const path = join(root, '.serverless', `${key}.zip`)
    const budget = Object.entries(budgets).find(([folder]) => module.startsWith(folder))?.[1]
    return { key, path, bytes: statSync(path).size, budget }
  })
}

export const isOver = ({ bytes, budget }: Packaged): boolean => budget !== undefined && bytes > budget
