import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Packaged, packageService } from '../../run/aws/package.ts'
import { unzip } from '../../run/aws/unzip.ts'
import { readManifest } from '../../run/host/manifest.ts'
import { type Figure, kilobytes, ms, stated } from './figure.ts'
import { root } from './service.ts'

/** What a cold start fetches and how long it takes to load: the largest function of each kind. */
export const packaging = async (log: (line: string) => void): Promise<Figure[]> => {
  log('packaging every function')
  const packaged = await packageService(root)
  const modules = new Map(
    [...readManifest(join(root, 'serverless.yml'), {}).functions.values()].map(({ key, module }) => [
      key,
      module,
    ]),
  )
  return [...Map.groupBy(packaged, ({ key }) => kindOf(modules.get(key) ?? ''))].flatMap(
    ([kind, members]) => {
      const [largest] = members.toSorted((one, other) => other.bytes - one.bytes)
      return largest ? figuresOf(kind, largest) : []
    },
  )
}

/** functions/queries/invoice/handler is a query, functions/http/graphql/handler stands alone. */
const kindOf = (module: string): string => {
  const [, folder = '', next] = module.split('/')
  return next === 'handler' ? folder : `largest of ${folder}`
}

const figuresOf = (kind: string, { key, path, bytes, budgetBytes }: Packaged): Figure[] => {
  const line = `zip, ${kind}`
  const load = `${key}, loaded in ${ms(loadTime(path))}`
  if (budgetBytes === undefined) return [stated(line, kilobytes(bytes), load)]
  return [
    {
      line,
      measured: kilobytes(bytes),
      budget: `<= ${kilobytes(budgetBytes)}`,
      met: bytes <= budgetBytes,
      note: load,
    },
  ]
}

const script = `const began = performance.now(); await import(process.argv[1]); console.log(performance.now() - began); process.exit(0)`

/** Milliseconds of the import alone in a new process, the best of five: what a cold start adds to that of Node itself. */
const loadTime = (zip: string): number => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-bench-zip-'))
  try {
    unzip(zip, folder)
    const module = filesIn(folder).find((file) => file.endsWith('handler.mjs'))
    if (!module) throw new Error(`${zip} holds no handler`)
    return Math.min(...Array.from({ length: 5 }, () => loadOnce(join(folder, module))))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const filesIn = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' })

const loadOnce = (module: string): number => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script, pathToFileURL(module).href],
    {
      encoding: 'utf8',
      env: { AWS_LAMBDA_FUNCTION_NAME: 'finance-bench-function' },
    },
  )
  if (status !== 0) throw new Error(`${module} does not load: ${stderr}`)
  return Number(stdout.trim())
}
