import { AsyncLocalStorage } from 'node:async_hooks'
import { type Logger, pino } from 'pino'
import { settings } from '../config/settings.ts'
import { personalFieldNames } from './personal.ts'

type Fields = { correlationId?: string | undefined; tenantId?: string | undefined }
type Level = 'debug' | 'info' | 'warn' | 'error'

const scope = new AsyncLocalStorage<Fields>()

/** Runs `work`; every line that it logs carries these fields, so that no function has to pass them on. */
export const withLogFields = <T>(fields: Fields, work: () => T): T =>
  scope.run({ ...scope.getStore(), ...fields }, work)

let logger: Logger | undefined

/** Writes to standard error, because commands print results on standard output. Lambda collects both. */
const currentLogger = (): Logger => {
  logger ??= pino(
    {
      level: settings(['LOG_LEVEL']).LOG_LEVEL,
      messageKey: 'message',
      base: null,
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: 2, sync: true }),
  )
  return logger
}

/**
 * Writes one JSON line. `context` contains what the reader needs in order to act. It must not contain a
 * token, a secret or a connection string; personal fields are left out here.
 * @throws ConfigurationError when LOG_LEVEL is invalid
 */
export const log = (level: Level, message: string, context: Record<string, unknown> = {}): void => {
  const fields = scope.getStore()
  currentLogger()[level](
    { correlationId: fields?.correlationId, tenantId: fields?.tenantId, context: loggable(context) },
    message,
  )
}

/** Replaces errors by their fields and the values of personal fields by '[personal]', at every depth. */
const loggable = (value: unknown, depth = 0): unknown => {
  if (value instanceof Error) return errorFields(value)
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value
  // Logging must never fail, even when an object contains itself.
  if (depth === depthMax) return '[deeper]'
  if (Array.isArray(value)) return value.map((inner) => loggable(inner, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      personalFieldNames.has(name) && inner !== null ? '[personal]' : loggable(inner, depth + 1),
    ]),
  )
}

const depthMax = 8

/** Name, message and code of an error and of its causes. The stack is included only at the level debug. */
const errorFields = (error: Error): Record<string, unknown> => ({
  name: error.name,
  message: error.message,
  ...('code' in error ? { code: error.code } : {}),
  ...(currentLogger().isLevelEnabled('debug') ? { stack: error.stack } : {}),
  ...(error.cause instanceof Error ? { cause: errorFields(error.cause) } : {}),
})
