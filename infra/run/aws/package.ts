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
  /** The most bytes that a zip of this kind may have; undefined when there is no limit. */
  budgetBytes: number | undefined
}

/** The size of the zipped code, which a cold start fetches and parses. 1 kB = 1000 bytes. */
const budgetsBytes: Record<string, number> = {
  'functions/queries/': 120_000,
  'functions/commands/': 480_000,
  'functions/http/graphql/': 520_000,
}

/**
 * Packages the service with osls. It gets an empty environment, so that no value of this machine gets into a
 * package.
 */
export const packageService = async (root: string): Promise<Packaged[]> => {
  const home = mkdtempSync(join(tmpdir(), 'finance-package-'))
  try {
    const serverless = join(root, 'node_modules/serverless/bin/serverless.js')
    const child = spawn(process.execPath, [serverless, 'package'], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: home, CI: '1' },
      stdio: ['ignore', 2, 2],
    })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error('serverless package failed')
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
  return [...readManifest(join(root, 'serverless.yml'), {}).functions.values()].map(({ key, module }) => {
    const path = join(root, '.serverless', `${key}.zip`)
    const budgetBytes = Object.entries(budgetsBytes).find(([folder]) => module.startsWith(folder))?.[1]
    return { key, path, bytes: statSync(path).size, budgetBytes }
  })
}

export const isOver = ({ bytes, budgetBytes }: Packaged): boolean =>
  budgetBytes !== undefined && bytes > budgetBytes
