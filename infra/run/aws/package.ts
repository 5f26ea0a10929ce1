import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readManifest } from '../host/manifest.ts'
import type { Size } from './deploy/stage.ts'
import { installLambdaTypst } from './lambda-typst.ts'
import { reuseZips } from './reuse-zips.ts'

export type Packaged = {
  key: string
  /** Path of the zip. */
  path: string
  bytes: number
  /** The most bytes that a zip of this kind may have. */
  budgetBytes: number
}

/**
 * The most bytes of zipped code, which a cold start fetches and parses, by the beginning of the module's
 * path: the first one that fits. 1 kB = 1000 bytes.
 */
const budgetsBytes: readonly (readonly [beginning: string, bytes: number])[] = [
  ['functions/queries/', 120_000],
  ['functions/commands/', 480_000],
  ['functions/http/authorizer/', 80_000],
  ['functions/http/graphql/', 260_000],
  // With typst and the fonts; Lambda accepts 50 MB.
  ['functions/http/documents/', 30_000_000],
  // They contain the clients of all stores.
  ['functions/http/health/', 620_000],
  ['functions/jobs/relay/', 640_000],
  ['functions/jobs/measure-lag/', 640_000],
  // They contain the client of the event store.
  ['functions/jobs/', 400_000],
  ['functions/internal/read-stream/', 400_000],
  ['functions/internal/read-models/', 420_000],
  ['functions/internal/set-aside/', 400_000],
  ['functions/internal/audit/', 420_000],
  ['functions/projections/invoices/', 400_000],
  ['functions/', 120_000],
]

export type PackageOptions = {
  /** Default: production. */
  size?: Size
  /** In the names of functions and exports. Default: dev. */
  stage?: string
  /**
   * The folder that gets `.serverless` with the zips and the template; default: the checkout. With another
   * one two packagings do not disturb each other.
   */
  folder?: string
  /** The folder with the zips of another packaging of the same sources, so that `folder` needs no new ones. */
  zips?: string
}

/**
 * Packages the service of a checkout with osls, which gets an empty environment, so that no value of this
 * machine gets into a package.
 */
export const packageService = async (
  root: string,
  { size = 'production', stage = 'dev', folder = root, zips }: PackageOptions = {},
): Promise<Packaged[]> => {
  await installLambdaTypst(root)
  if (folder !== root) {
    linkSources(root, folder)
    if (zips !== undefined) reuseZips(folder, zips)
  }
  const home = mkdtempSync(join(tmpdir(), 'finance-package-'))
  try {
    const serverless = join(root, 'node_modules/serverless/bin/serverless.js')
    const args = [serverless, 'package', '--stage', stage, '--param', `size=${size}`]
    const child = spawn(process.execPath, args, {
      cwd: folder,
      // osls leaves a folder for each function where temporary files go.
      env: { PATH: process.env.PATH, HOME: home, TMPDIR: home, CI: '1' },
      stdio: ['ignore', 2, 2],
    })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error('serverless package failed')
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
  return packagedIn(root, join(folder, '.serverless'))
}

/** Returns the zips of a checkout in a folder. */
export const packagedIn = (root: string, folder: string): Packaged[] =>
  [...readManifest(join(root, 'serverless.yml'), {}).functions.values()].map(({ key, module }) => {
    const path = join(folder, `${key}.zip`)
    const [, budgetBytes = 0] = budgetsBytes.find(([beginning]) => module.startsWith(beginning)) ?? []
    return { key, path, bytes: statSync(path).size, budgetBytes }
  })

/**
 * Makes a folder with the sources of the checkout, because osls and esbuild write beside serverless.yml. osls
 * does not accept it as a link.
 */
export const linkSources = (root: string, folder: string): void => {
  mkdirSync(folder, { recursive: true })
  for (const file of ['serverless.yml', 'package.json', 'tsconfig.json'])
    copyFileSync(join(root, file), join(folder, file))
  for (const source of ['domain', 'functions', 'infra', 'migrations', 'node_modules'])
    symlinkSync(join(root, source), join(folder, source))
}

export const isOver = ({ bytes, budgetBytes }: Packaged): boolean => bytes > budgetBytes
