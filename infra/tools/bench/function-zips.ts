import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Packaged, packageService } from '../../run/aws/package.ts'
import { unzip } from '../../run/aws/unzip.ts'
import { readManifest } from '../../run/host/manifest.ts'
import { type Figure, kilobytes, milliseconds } from './figure.ts'
import { root } from './service.ts'

/**
 * The size of the largest zip of each shelf and budget, and how long its import takes. Both lengthen a cold
 * start.
 */
export const measureFunctionZips = async (log: (line: string) => void): Promise<Figure[]> => {
  log('packaging every function')
  const packaged = await packageService(root)
  const { functions } = readManifest(join(root, 'serverless.yml'), {})
  const shelves = new Map([...functions.values()].map(({ key, module }) => [key, shelfOf(module)]))
  const groups = Map.groupBy(packaged, ({ key, budgetBytes }) => `${shelves.get(key)} ${budgetBytes}`)
  return [...groups.values()].flatMap((members) => {
    const [largest] = members.toSorted((one, other) => other.bytes - one.bytes)
    if (!largest) return []
    const name = members.length === 1 ? largest.key : `largest of ${shelves.get(largest.key)}`
    return [figureOf(`zip, ${name}`, largest)]
  })
}

/** Such as queries of functions/queries/invoice/handler. */
const shelfOf = (module: string): string => module.split('/')[1] ?? ''

const figureOf = (line: string, { key, path, bytes, budgetBytes }: Packaged): Figure => {
  const note = `${key}; its import takes ${milliseconds(measureImportMs(path))}`
  const measured = kilobytes(bytes)
  return { line, measured, budget: `<= ${kilobytes(budgetBytes)}`, met: bytes <= budgetBytes, note }
}

/**
 * The shortest of five imports, each in a new process: what a cold start needs beside the start of Node
 * itself.
 */
const measureImportMs = (zip: string): number => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-bench-zip-'))
  try {
    unzip(zip, folder)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const module = files.find((file) => file.endsWith('handler.mjs'))
    if (!module) throw new Error(`${zip} contains no handler.mjs`)
    return Math.min(...Array.from({ length: 5 }, () => importOnce(join(folder, module))))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const script = `
  const began = performance.now()
  await import(process.argv[1])
  console.log(performance.now() - began)
  process.exit(0)`

/** Milliseconds. */
const importOnce = (module: string): number => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script, pathToFileURL(module).href],
    { encoding: 'utf8', env: { AWS_LAMBDA_FUNCTION_NAME: 'finance-bench-function' } },
  )
  const tookMs = Number.parseFloat(stdout)
  // A module that ends the process by itself prints nothing.
  if (status !== 0 || !(tookMs > 0)) throw new Error(`${module} cannot be imported: ${stderr}`)
  return tookMs
}
