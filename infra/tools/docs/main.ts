import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommandLine } from '../../process/command-line.ts'
import { generated, stale } from './pages.ts'

const help = `Usage: npm run docs [-- --check]

Writes the reference pages of docs/ (errors, permissions, configuration) from the code that they describe, and prints the names of
those that changed.

  --check   writes nothing; names each page that is stale, and exits with 1 when there is one

Exit codes: 0 done, 1 a page is stale or could not be written, 2 called wrongly
`

const folder = join(import.meta.dirname, '../../../docs')

const check = (): number => {
  const names = stale(folder)
  for (const name of names) process.stderr.write(`docs/${name} is stale: run npm run docs\n`)
  return names.length === 0 ? 0 : 1
}

const write = (): number => {
  const pages = generated()
  mkdirSync(folder, { recursive: true })
  for (const name of stale(folder)) {
    writeFileSync(join(folder, name), pages[name] ?? '')
    process.stdout.write(`docs/${name}\n`)
  }
  return 0
}

await runCommandLine({
  help,
  options: { check: { type: 'boolean' } },
  run: async ({ check: checks }) => (checks ? check() : write()),
})
