import { cpSync, globSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { readManifest } from './manifest.ts'
import { builtName } from './module.ts'

/** What `npm start` does not use, or what cannot be bundled and is loaded from node_modules instead. */
const external = ['@graphql-yoga/render-graphiql']

/**
 * Builds dist/: main.js, one file a handler, and the pieces that they share once, so that a connection pool stays one pool.
 * Files that the sources read beside them are copied to the same path below dist/.
 */
export const buildHost = async (root: string, outdir: string): Promise<void> => {
  const manifest = readManifest(join(root, 'serverless.yml'), {})
  const modules = [...new Set([...manifest.functions.values()].map(({ module }) => module))]
  rmSync(outdir, { recursive: true, force: true })
  await build({
    entryPoints: [
      { in: join(root, 'infra/run/host/main.ts'), out: 'main' },
      ...modules.map((module) => ({ in: join(root, `${module}.ts`), out: builtName(module) })),
    ],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    sourcemap: 'linked',
    sourcesContent: false,
    external,
    alias: { '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled' },
    define: { __BUILT__: 'true' },
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    plugins: [folderOfSource(root)],
    logLevel: 'warning',
  })
  for (const path of filesBeside(root)) cpSync(join(root, path), join(outdir, path))
}

/** A source asks for its own folder to read what stands beside it; in dist/ that is its folder below the one of its chunk. */
const folderOfSource = (root: string): Plugin => ({
  name: 'folder-of-source',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined
      const text = await readFile(path, 'utf8')
      const folder = JSON.stringify(`/${relative(root, dirname(path))}`)
      return {
        contents: text.replaceAll('import.meta.dirname', `(import.meta.dirname + ${folder})`),
        loader: 'ts',
      }
    })
  },
})

const filesBeside = (root: string): string[] =>
  ['serverless.yml', 'infra/run/aws/*.yml', 'functions/**/*.graphql', 'migrations/**/*.sql'].flatMap(
    (pattern) => globSync(pattern, { cwd: root }),
  )
