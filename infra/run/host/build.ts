import { cpSync, existsSync, globSync, renameSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { readManifest } from './manifest.ts'
import { builtName } from './module.ts'

/** Not bundled, because `npm start` works without them. A package uses the last one if it is installed. */
const external = ['@graphql-yoga/render-graphiql', 'supports-color']

/**
 * Builds dist/: main.js, migrate.js, one file for each handler, and chunks for what they share, so that they
 * share connection pools too. Data files that the sources read are copied to the same path in dist/.
 *
 * The build before stays until this one is complete: running processes read some of its files only when they
 * need them, and a process that ends is started again from it.
 */
export const buildHost = async (root: string, outdir: string): Promise<void> => {
  const manifest = readManifest(join(root, 'serverless.yml'), {})
  const modules = [...new Set([...manifest.functions.values()].map(({ module }) => module))]
  const draft = `${outdir}.unfinished`
  remove(draft)
  await build({
    entryPoints: [
      { in: join(root, 'infra/run/host/main.ts'), out: 'main' },
      { in: join(root, 'infra/run/host/migrate-command.ts'), out: 'migrate' },
      ...modules.map((module) => ({ in: join(root, `${module}.ts`), out: builtName(module) })),
    ],
    outdir: draft,
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
  for (const path of dataFiles(root)) cpSync(join(root, path), join(draft, path))
  replace(outdir, draft)
}

const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true })

const replace = (folder: string, by: string): void => {
  const before = `${folder}.before`
  remove(before)
  if (existsSync(folder)) renameSync(folder, before)
  renameSync(by, folder)
  remove(before)
}

/**
 * Sources read data files from their own folder. In dist/ that is the same path, below the folder of the
 * chunk.
 */
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

const dataFiles = (root: string): string[] =>
  [
    'serverless.yml',
    'infra/run/aws/*.yml',
    'infra/run/aws/size/host.yml',
    'functions/**/*.graphql',
    'functions/http/*/page/*',
    'infra/documents/{*.mts,template/*.typ}',
    'node_modules/@expo-google-fonts/{hind-siliguri,noto-sans,noto-sans-bengali}/{400Regular,600SemiBold}/*.ttf',
    'node_modules/@expo-google-fonts/noto-sans-symbols-2/400Regular/*.ttf',
    'node_modules/@myriaddreamin/typst-ts-node-compiler*/{package.json,*.js,*.node}',
    'migrations/**/*.sql',
  ].flatMap((pattern) => globSync(pattern, { cwd: root }))
