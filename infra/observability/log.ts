import { AsyncLocalStorage } from 'node:async_hooks'
import { type Logger, pino } from 'pino'
import { settings } from '../config/settings.ts'
import { personalNames } from './personal.ts'

type Fields = { correlationId?: string | undefined; tenantId?: string | undefined }
type Level = 'debug' | 'info' | 'warn' | 'error'

const scope = new AsyncLocalStorage<Fields>()

/** Everything logged inside `work` carries these fields, so that no call has to pass them down. */
export const withLogFields = <T>(fields: Fields, work: () => T): T =>
  scope.run({ ...scope.getStore(), ...fields }, work)

let logger: Logger | undefined

/** Standard error, because command-line tools print their results on standard output; Lambda and containers read both. */
const destination = (): Logger => {
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
 * Writes one JSON line. `context` holds what the reader needs to act on it; never a token, a secret, a connection string or
 * a personal field of an event. @throws ConfigurationError when LOG_LEVEL is none
 */
export const log = (level: Level, message: string, context: Record<string, unknown> = {}): void => {
  const fields = scope.getStore()
  destination()[level](
    { correlationId: fields?.correlationId, tenantId: fields?.tenantId, context: plain(context) },
    message,
  )
}

/** Errors as they are described, and whatever bears a personal name left out, however deep it stands. */
const plain = (value: unknown, depth = 0): unknown => {
  if (value instanceof Error) return described(value)
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value
  // Where something is logged nothing may go wrong, also not with what holds itself.
  if (depth === deepest) return '[deeper]'
  if (Array.isArray(value)) return value.map((inner) => plain(inner, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      personalNames.has(name) && inner !== null ? '[personal]' : plain(inner, depth + 1),
    ]),
  )
}

const deepest = 8

/** An Error's own message and code and those of its causes; its stack stays out of the line unless the level is debug. */
const described = (error: Error): Record<string, unknown> => ({
  name: error.name,
  message: error.message,
  ...('code' in error ? { code: error.code } : {}),
  ...(destination().isLevelEnabled('debug') ? { stack: error.stack } : {}),
  ...(error.cause instanceof Error ? { cause: described(error.cause) } : {}),
})
