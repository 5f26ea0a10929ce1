import { readFileSync } from 'node:fs'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { scanLog } from './scan.ts'

const help = `Usage: npm run log-scan -- FILE...

Looks through the lines of logs that are JSON objects for tokens, passwords, keys, NIDs and mobile numbers,
and for lines that do not have the documented form. Prints the file, the number of the line and what is wrong
with it, never the text that was found.

Exit codes: 0 nothing found, 1 something found, 2 wrong arguments
`

const run = async (files: string[]): Promise<number> => {
  if (files.length === 0) throw new UsageError('Name the files to look through')
  const findings = files.flatMap((file) =>
    scanLog(readFileSync(file, 'utf8')).map(({ line, problem }) => `${file}:${line} ${problem}\n`),
  )
  process.stdout.write(findings.join(''))
  return findings.length === 0 ? 0 : 1
}

await runCommandLine({ help, takesWords: true, run: (_, files) => run(files) })
