import { resolve } from 'node:path'
import { runCommandLine } from '../../process/command-line.ts'
import { isOver, type Packaged, packageService } from './package.ts'

const help = `Usage: npm run package

Packages every function of serverless.yml into .serverless/, one zip each, and the CloudFormation template. Needs no network,
no account and no environment. Prints the size of each zip against its budget.

Exit codes: 0 packaged, 1 failed or a zip is over its budget, 2 called wrongly
`

const kilobytes = (bytes: number | undefined): string =>
  (bytes === undefined ? '-' : (bytes / 1000).toFixed(0)).padStart(8)

const table = (packaged: readonly Packaged[]): string =>
  [
    'function                  zip kB  budget',
    ...packaged.map(
      (one) =>
        `${one.key.padEnd(24)}${kilobytes(one.bytes)}${kilobytes(one.budget)}${isOver(one) ? '  over' : ''}`,
    ),
    '',
  ].join('\n')

await runCommandLine({
  help,
  run: async () => {
    const packaged = await packageService(resolve(import.meta.dirname, '../../..'))
    process.stdout.write(table(packaged))
    return packaged.some(isOver) ? 1 : 0
  },
})
