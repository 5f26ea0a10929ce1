import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { errorCode } from './error-code.ts'

/** The command was called with wrong options or words: prints the message and the help, exit code 2. */
export class UsageError extends Error {
  readonly code = 'WRONG_USAGE'

  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'UsageError'
  }
}

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>

type CommandLine<Options extends ParseArgsOptionsConfig> = {
  /** The text that --help prints. */
  help: string
  options?: Options
  /** Whether words are allowed beside the options. */
  takesWords?: boolean
  /** Returns the exit code; undefined means 0, or that the process keeps running. */
  run(options: Parsed<Options>['values'], words: string[]): Promise<number | undefined> | Promise<void>
}

/**
 * Runs this process as a command. Results go to standard output, all other output to standard error; --help
 * prints the help. The exit code is 2 for unknown options, unexpected words and UsageError, and 1 for every
 * other error, whose message is printed with its causes.
 */
export const runCommandLine = async <const Options extends ParseArgsOptionsConfig = Record<never, never>>(
  command: CommandLine<Options>,
): Promise<void> => {
  const { help, takesWords = false, run } = command
  for (const stream of [process.stdout, process.stderr]) stream.on('error', passOverClosedPipe)
  try {
    const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const
    const { values, positionals } = parseArgs({ options, allowPositionals: takesWords })
    if (values.help === true) process.stdout.write(help)
    else process.exitCode = (await run(values as Parsed<Options>['values'], positionals)) ?? process.exitCode
  } catch (error) {
    const message = messageWithCauses(error)
    const wrongUsage = error instanceof UsageError || errorCode(error)?.startsWith('ERR_PARSE_ARGS') === true
    process.stderr.write(wrongUsage ? `${message}\n\n${help}` : `${message}\n`)
    process.exitCode = wrongUsage ? 2 : 1
  }
}

/** Who reads may have seen enough, as `head` has. That stops nothing half-way, and is no error to show. */
const passOverClosedPipe = (error: Error): void => {
  if (errorCode(error) !== 'EPIPE') throw error
}

/** Returns the message of an error and its causes, without a cause that the message already contains. */
export const messageWithCauses = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && !error.message.includes(error.cause.message)
    ? `${error.message}: ${messageWithCauses(error.cause)}`
    : error.message
}
