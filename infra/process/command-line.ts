import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { errorCode } from './error-code.ts'

/** The command was called wrongly: it is reported with its help, exit code 2. */
export class UsageError extends Error {}

type Given<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>

type CommandLine<Options extends ParseArgsOptionsConfig> = {
  /** What --help prints. */
  help: string
  options?: Options
  /** Whether it takes words beside its options. */
  takesWords?: boolean
  /** Answers the exit code; nothing while it goes on running, or for 0. */
  run(given: Given<Options>['values'], words: string[]): Promise<number | undefined> | Promise<void>
}

/**
 * Runs this process as one command line, as all of ours behave: results on standard output and everything else on standard error; --help
 * tells what it does; exit code 2 for what it does not know and for UsageError, 1 for whatever else fails, with the causes.
 */
export const runCommandLine = async <const Options extends ParseArgsOptionsConfig = Record<never, never>>(
  declared: CommandLine<Options>,
): Promise<void> => {
  const { help, takesWords = false, run } = declared
  try {
    const options = { ...declared.options, help: { type: 'boolean', short: 'h' } } as const
    const { values, positionals } = parseArgs({ options, allowPositionals: takesWords })
    if (values.help === true) process.stdout.write(help)
    else process.exitCode = (await run(values as Given<Options>['values'], positionals)) ?? process.exitCode
  } catch (error) {
    const wrongly = error instanceof UsageError || errorCode(error)?.startsWith('ERR_PARSE_ARGS') === true
    process.stderr.write(wrongly ? `${messageWithCauses(error)}\n\n${help}` : `${messageWithCauses(error)}\n`)
    process.exitCode = wrongly ? 2 : 1
  }
}

/** The message of an error with those of its causes, each once. */
export const messageWithCauses = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && !error.message.includes(error.cause.message)
    ? `${error.message}: ${messageWithCauses(error.cause)}`
    : error.message
}
