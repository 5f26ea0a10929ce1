import { AsyncLocalStorage } from 'node:async_hooks'
import { type Logger, pino } from 'pino'
import { settings } from '../config/settings.ts'
import { loggable } from './loggable.ts'
import { shorten } from './shorten.ts'

type Fields = { correlationId?: string | undefined; tenantId?: string | undefined }
type Level = 'debug' | 'info' | 'warn' | 'error'

const scope = new AsyncLocalStorage<Fields>()

/** Runs `work`; every line that it logs carries these fields, so that no function has to pass them on. */
export const withLogFields = <T>(fields: Fields, work: () => T): T =>
  scope.run({ ...scope.getStore(), ...fields }, work)

let logger: Logger | undefined
/** At every LOG_LEVEL. */
let unfilteredLogger: Logger | undefined

const currentLogger = (): Logger => {
  logger ??= newLogger(settings(['LOG_LEVEL']).LOG_LEVEL)
  return logger
}

/** Writes to standard error, because commands print results on standard output. Lambda collects both. */
const newLogger = (level: string): Logger =>
  pino(
    {
      level,
      messageKey: 'message',
      base: null,
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: 2, sync: true }),
  )

/** Writes the usage line of an invocation at every LOG_LEVEL, because tenants pay by these lines. */
export const logUsage = (usage: object): void => {
  unfilteredLogger ??= newLogger('info')
  unfilteredLogger.info({ usage }, 'usage')
}

/**
 * Writes a line in CloudWatch's embedded metric format at every LOG_LEVEL. CloudWatch finds the values of the
 * metrics only beside the other keys of a line, not inside `context`.
 */
export const logMetrics = (metrics: object): void => {
  unfilteredLogger ??= newLogger('info')
  unfilteredLogger.info(metrics, 'metrics')
}

/**
 * Writes one JSON line of at most about 40 kB. `context` contains what the reader needs in order to act. It
 * must not contain a token, a secret or a connection string; personal fields are left out here.
 * @throws ConfigurationError when LOG_LEVEL is invalid
 */
export const log = (level: Level, message: string, context: Record<string, unknown> = {}): void => {
  const logger = currentLogger()
  const fields = scope.getStore()
  logger[level](
    {
      correlationId: fields?.correlationId && shorten(fields.correlationId),
      tenantId: fields?.tenantId && shorten(fields.tenantId),
      context: loggable(context, logger.isLevelEnabled('debug')),
    },
    shorten(message),
  )
}
