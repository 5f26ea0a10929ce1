import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { parse } from 'yaml'
import { root } from '../service.ts'
import { addExternalImports, type ExternalImports } from './external-imports.ts'
import type { RoundTrip } from './round-trips.ts'

/** The settings with which the functions are packaged. */
const bundling = (): BuildOptions => {
  const text = readFileSync(join(root, 'infra/run/aws/esbuild.yml'), 'utf8')
  const { minify, target, mainFields, exclude, alias, loader, banner } = parse(text)
  return {
    ...{ bundle: true, platform: 'node', format: 'esm', absWorkingDir: root, logLevel: 'error' },
    ...{ minify, target, mainFields, external: exclude, alias, loader, banner },
  }
}

/**
 * Writes `raw.mjs` into a folder: the raw part of a function. It imports what the modules of the function
 * import from packages, bundled in the same way, makes the same round trips and does nothing else. A package
 * that the function loads only when it needs it is left out, like its own code, except X-Ray's with `traced`.
 */
export const writeRawFunction = async (
  module: string,
  roundTrips: readonly RoundTrip[],
  { folder, traced }: { folder: string; traced: boolean },
): Promise<void> => {
  const entry = join(folder, 'raw.ts')
  copyFileSync(join(root, 'functions/contract/schema.graphql'), join(folder, 'schema.graphql'))
  writeFileSync(entry, rawSource(await importsOf(module, traced), roundTrips))
  await build({
    ...bundling(),
    entryPoints: [entry],
    outfile: join(folder, 'raw.mjs'),
    nodePaths: [join(root, 'node_modules')],
  })
}

/** Follows the static imports of the own modules, because only those are evaluated at a start. */
const importsOf = async (module: string, traced: boolean): Promise<ExternalImports> => {
  const entry = `${module}.ts`
  const { metafile } = await build({
    ...bundling(),
    entryPoints: [entry],
    write: false,
    metafile: true,
    outfile: 'unused.mjs',
  })
  if (metafile === undefined) throw new Error('esbuild returned no metafile')
  const imports: ExternalImports = new Map()
  const visited = new Set<string>()
  const visit = async (path: string): Promise<void> => {
    if (visited.has(path) || path.includes('node_modules/')) return
    visited.add(path)
    await addExternalImports(readFileSync(join(root, path), 'utf8'), imports)
    for (const { path: next, kind, external } of metafile.inputs[path]?.imports ?? [])
      if (external !== true && (kind === 'import-statement' || (traced && next.includes('/xray/'))))
        await visit(next)
  }
  await visit(entry)
  return imports
}

const rawSource = (imports: ExternalImports, roundTrips: readonly RoundTrip[]): string => {
  const lines: string[] = []
  const kept: string[] = []
  for (const [from, names] of imports) {
    if (names.size === 0) lines.push(`import '${from}'`)
    const aliased = [...names].map((name) => {
      const alias = `kept${kept.length}`
      kept.push(alias)
      return `${name} as ${alias}`
    })
    if (aliased.length > 0) lines.push(`import { ${aliased.join(', ')} } from '${from}'`)
  }
  const raw = join(dirname(import.meta.filename), 'raw')
  const modules = new Map(roundTrips.map(([file, name]) => [name, `${raw}/${file}.ts`]))
  for (const [name, path] of modules) lines.push(`import { ${name} } from '${path}'`)
  const calls = roundTrips.map(([file, name, ...args]) => {
    const list = file === 'token' ? 'event' : args.map((arg) => JSON.stringify(arg)).join(', ')
    return `  await ${name}(${list})`
  })
  return [
    ...lines,
    `export const libraries = [${kept.join(', ')}]`,
    'export const handler = async (event) => {',
    ...calls,
    '  return { ok: true }',
    '}',
    '',
  ].join('\n')
}
