import { resolve } from 'node:path'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { isStage, type Size, sizes, stageNeeds } from './deploy/stage.ts'
import { isOver, type Packaged, packageService } from './package.ts'

const help = `Usage: npm run package -- [--stage dev] [--size production|small]

Packages every function of serverless.yml into a zip in .serverless/, and writes the CloudFormation template.
It needs no account and no variables, and on most machines the network once: npm
fetches typst for the processor of Lambda, 52 MB, into node_modules. It prints the
size and the budget of each zip.

--stage  the name of the stage, in the names of functions and exports (dev)
--size   production, or small: without Kafka and Redis (production)

Exit codes: 0 packaged, 1 failed or a zip is over its budget, 2 wrong arguments
`

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0).padStart(8)

const row = (one: Packaged): string =>
  `${one.key.padEnd(24)}${kilobytes(one.bytes)}${kilobytes(one.budgetBytes)}${isOver(one) ? '  over' : ''}`

const table = (packaged: readonly Packaged[]): string =>
  ['function                  zip kB  budget', ...packaged.map(row), ''].join('\n')

const sizeOf = (text: string): Size => {
  const size = sizes.find((one) => one === text)
  if (size === undefined) throw new UsageError(`--size ${text}: production or small is needed`)
  return size
}

const stageOf = (text: string): string => {
  if (!isStage(text)) throw new UsageError(`--stage ${text}: ${stageNeeds} are needed`)
  return text
}

await runCommandLine({
  help,
  options: {
    size: { type: 'string', default: 'production' },
    stage: { type: 'string', default: 'dev' },
  },
  run: async ({ size, stage }) => {
    const root = resolve(import.meta.dirname, '../../..')
    const packaged = await packageService(root, { size: sizeOf(size), stage: stageOf(stage) })
    process.stdout.write(table(packaged))
    return packaged.some(isOver) ? 1 : 0
  },
})
