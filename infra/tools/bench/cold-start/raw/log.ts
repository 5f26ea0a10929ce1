import { pino } from 'pino'

/** Writes one line to standard error, as every invocation writes its usage line. */
export const writeLine = async (): Promise<void> => {
  pino(pino.destination({ fd: 2, sync: true })).info({ operation: 'raw' }, 'usage')
}
