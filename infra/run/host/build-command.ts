import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runCommandLine } from '../../process/command-line.ts'
import { buildHost } from './build.ts'

const run = async (): Promise<void> => {
  const root = resolve(import.meta.dirname, '../../..')
  const startedAt = performance.now()
  await buildHost(root, join(root, 'dist'))
  if (!existsSync(join(root, 'dist/main.js'))) throw new Error('dist/main.js was not created')
  process.stderr.write(`dist/ built in ${Math.round(performance.now() - startedAt)} ms\n`)
}

const help = `Usage: npm run build

Builds the whole service into dist/, for npm start.

Exit codes: 0 built, 1 failed, 2 wrong arguments
`

await runCommandLine({ help, run })
