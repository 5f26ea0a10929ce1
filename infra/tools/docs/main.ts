import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommandLine } from '../../process/command-line.ts'
import { generatePages, stalePages } from './pages.ts'

const help = `Usage: npm run docs [-- --check]

Generates the reference pages of docs/ from the code, and prints the names of those that changed.

  --check   writes nothing; prints the name of each page that is out of date and exits with 1 if there is one

Exit codes: 0 done, 1 a page is out of date or could not be written, 2 wrong arguments
`

const folder = join(import.meta.dirname, '../../../docs')

const check = (): number => {
  const names = stalePages(folder)
  for (const name of names) process.stderr.write(`docs/${name} is out of date: run npm run docs\n`)
  return names.length === 0 ? 0 : 1
}

const write = (): number => {
  const pages = generatePages()
  mkdirSync(folder, { recursive: true })
  for (const name of stalePages(folder)) {
    writeFileSync(join(folder, name), pages[name] ?? '')
    process.stdout.write(`docs/${name}\n`)
  }
  return 0
}

await runCommandLine({
  help,
  options: { check: { type: 'boolean' } },
  run: async ({ check: checkOnly }) => (checkOnly ? check() : write()),
})
