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
  const { minify, target, mainFields, splitting, exclude, alias, loader, banner } = parse(text)
  return {
    ...{ bundle: true, platform: 'node', format: 'esm', absWorkingDir: root, logLevel: 'error' },
    ...{ minify, target, mainFields, splitting, external: exclude, alias, loader, banner },
  }
}

/**
 * Writes `raw.mjs` into a folder: the raw part of a function. It imports what the modules of the function
 * import from packages, bundled in the same way, makes the same round trips and does nothing else. A package
 * that the function loads only when it needs it is left out, like its own code. With `traced` X-Ray's is
 * loaded by the first call, as the function does.
 */
export const writeRawFunction = async (
  module: string,
  roundTrips: readonly RoundTrip[],
  { folder, traced }: { folder: string; traced: boolean },
): Promise<void> => {
  const entry = join(folder, 'raw.ts')
  copyFileSync(join(root, 'functions/contract/schema.graphql'), join(folder, 'schema.graphql'))
  const { atStart, whenSampled } = await importsOf(module)
  writeFileSync(entry, rawSource(atStart, roundTrips, traced))
  if (traced) writeFileSync(join(folder, 'sampled.ts'), librariesSource(whenSampled))
  await build({
    ...bundling(),
    entryPoints: [entry],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    nodePaths: [join(root, 'node_modules')],
  })
}

type Imports = { atStart: ExternalImports; whenSampled: ExternalImports }

/** Follows the static imports of the own modules, because only those are evaluated at a start. */
const importsOf = async (module: string): Promise<Imports> => {
  const entry = `${module}.ts`
  const { metafile } = await build({
    ...bundling(),
    entryPoints: [entry],
    write: false,
    metafile: true,
    outdir: 'unused',
  })
  if (metafile === undefined) throw new Error('esbuild returned no metafile')
  const visited = new Set<string>()
  const lazyXray: string[] = []
  const visit = async (path: string, imports: ExternalImports): Promise<void> => {
    if (visited.has(path) || path.includes('node_modules/')) return
    visited.add(path)
    await addExternalImports(readFileSync(join(root, path), 'utf8'), imports)
    for (const { path: next, kind, external } of metafile.inputs[path]?.imports ?? []) {
      if (external === true) continue
      if (kind === 'import-statement') await visit(next, imports)
      else if (next.includes('/xray/')) lazyXray.push(next)
    }
  }
  const atStart: ExternalImports = new Map()
  const whenSampled: ExternalImports = new Map()
  await visit(entry, atStart)
  for (const path of lazyXray) await visit(path, whenSampled)
  return { atStart, whenSampled }
}

const rawSource = (imports: ExternalImports, roundTrips: readonly RoundTrip[], traced: boolean): string => {
  const raw = join(dirname(import.meta.filename), 'raw')
  const modules = new Map(roundTrips.map(([file, name]) => [name, `${raw}/${file}.ts`]))
  const calls = roundTrips.map(([file, name, ...args]) => {
    const list = file === 'token' ? 'event' : args.map((arg) => JSON.stringify(arg)).join(', ')
    return `  await ${name}(${list})`
  })
  return [
    librariesSource(imports),
    ...[...modules].map(([name, path]) => `import { ${name} } from '${path}'`),
    'export const handler = async (event) => {',
    ...(traced ? ["  await import('./sampled.ts')"] : []),
    ...calls,
    '  return { ok: true }',
    '}',
    '',
  ].join('\n')
}

/** A module that keeps everything that it imports, so that a bundle contains it. */
const librariesSource = (imports: ExternalImports): string => {
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
  return [...lines, `export const libraries = [${kept.join(', ')}]`].join('\n')
}
