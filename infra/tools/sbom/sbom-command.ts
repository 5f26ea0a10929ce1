import { resolve } from 'node:path'
import { runCommandLine } from '../../process/command-line.ts'
import { readSbom } from './sbom.ts'

const help = `Usage: npm run --silent sbom > sbom.json

Prints the software bill of materials of the service: every package that production uses, with its version,
licence and hash, in the format CycloneDX. It needs no network.

Exit codes: 0 printed, 1 failed, 2 wrong arguments
`

const run = async (): Promise<void> => {
  const sbom = readSbom(resolve(import.meta.dirname, '../../..'))
  process.stdout.write(`${JSON.stringify(sbom, null, 2)}\n`)
  process.stderr.write(`${sbom.components.length} packages\n`)
}

await runCommandLine({ help, run })
