import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readManifest } from '../../host/manifest.ts'

export type Packaged = {
  key: string
  /** Path of the zip. */
  path: string
  bytes: number
  /** Bytes that a function of this kind may have, where that is bounded. */
  budget: number | undefined
}

/** Zipped code, in bytes (kB = 1000): what a cold start has to fetch and parse. */
const budgets: Record<string, number> = { 'functions/queries/': 120_000, 'functions/commands/': 480_000, 'functions/graphql/': 520_000 }

const help = `Usage: npm run package

Packages every function of serverless.yml into .serverless/, one zip each, and the CloudFormation template. Needs no network,
no account and no environment. Prints the size of each zip against its budget.

Exit codes: 0 packaged, 1 failed or a zip is over its budget, 2 called wrongly
`

/** Runs osls on the manifest in an environment that holds nothing, so that nothing of this machine gets into a package. */
export const packageService = async (root: string): Promise<Packaged[]> => {
  const home = mkdtempSync(join(tmpdir(), 'finance-package-'))
  try {
    const child = spawn(process.execPath, [join(root, 'node_modules/serverless/bin/serverless.js'), 'package'], {
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
    const budget = Object.entries(budgets).find(([folder]) => module.startsWith(folder))?.[1]
    return { key, path, bytes: statSync(path).size, budget }
  })
}

export const isOver = ({ bytes, budget }: Packaged): boolean => budget !== undefined && bytes > budget

const kilobytes = (bytes: number | undefined): string => (bytes === undefined ? '-' : (bytes / 1000).toFixed(0)).padStart(8)

const table = (packaged: readonly Packaged[]): string =>
  [
    'function                  zip kB  budget',
    ...packaged.map((one) => `${one.key.padEnd(24)}${kilobytes(one.bytes)}${kilobytes(one.budget)}${isOver(one) ? '  over' : ''}`),
    '',
  ].join('\n')

const run = async (): Promise<void> => {
  const packaged = await packageService(resolve(import.meta.dirname, '../../..'))
  process.stdout.write(table(packaged))
  if (packaged.some(isOver)) process.exitCode = 1
}

const main = async ([argument]: string[]): Promise<void> => {
  if (argument === '--help') process.stdout.write(help)
  else if (argument !== undefined) {
    process.stderr.write(`Unknown argument ${argument}\n\n${help}`)
    process.exitCode = 2
  } else await run()
}

if (import.meta.main)
  await main(process.argv.slice(2)).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  })
