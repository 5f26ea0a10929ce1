import { resolve } from 'node:path'
import { runCommandLine } from '../../process/command-line.ts'
import { isOver, type Packaged, packageService } from './package.ts'

const help = `Usage: npm run package

Packages every function of serverless.yml into a zip in .serverless/, and writes the CloudFormation template.
It needs no network, no account and no variables. It prints the size and the budget of each zip.

Exit codes: 0 packaged, 1 failed or a zip is over its budget, 2 wrong arguments
`

const kilobytes = (bytes: number | undefined): string =>
  (bytes === undefined ? '-' : (bytes / 1000).toFixed(0)).padStart(8)

const row = (one: Packaged): string =>
  `${one.key.padEnd(24)}${kilobytes(one.bytes)}${kilobytes(one.budgetBytes)}${isOver(one) ? '  over' : ''}`

const table = (packaged: readonly Packaged[]): string =>
  ['function                  zip kB  budget', ...packaged.map(row), ''].join('\n')

await runCommandLine({
  help,
  run: async () => {
    const packaged = await packageService(resolve(import.meta.dirname, '../../..'))
    process.stdout.write(table(packaged))
    return packaged.some(isOver) ? 1 : 0
  },
})
