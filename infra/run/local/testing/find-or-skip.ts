import { errorCode } from '../../../process/error-code.ts'

/** A tool that some tests need and not every machine has. */
type Needed<Tool> = {
  /** Completes "Skipped, because … ", such as `no Kafka can be started here`. */
  otherwise: string
  /** Codes of StartError that mean: this machine does not have it. */
  absenceCodes: readonly string[]
  find(): Tool | Promise<Tool>
}

/** Writes a line to standard error. */
export const showProgress = (line: string): void => void process.stderr.write(`${line}\n`)

/**
 * Returns the tool; undefined where the machine does not have it, after one line that says why.
 * @throws StartError of `find` when CI=true, because these tests must run there, or when its code is another
 */
export const findOrSkip = async <Tool>(needed: Needed<Tool>): Promise<Tool | undefined> => {
  try {
    return await needed.find()
  } catch (error) {
    const code = errorCode(error)
    if (process.env.CI === 'true' || code === undefined || !needed.absenceCodes.includes(code)) throw error
    const reason = error instanceof Error ? error.message : error
    showProgress(`Skipped, because ${needed.otherwise}: ${reason}`)
    return undefined
  }
}
