import { DiagLogLevel, diag } from '@opentelemetry/api'
import { log } from '../log.ts'

const logIntervalMs = 60_000

/**
 * Logs at most once a minute that spans or metrics could not be sent. OpenTelemetry itself reports it for
 * each batch, and nothing that the service does depends on it.
 */
export const logExportErrors = (): void => {
  let loggedAtMs = Number.NEGATIVE_INFINITY
  const report = (message: string): void => {
    if (performance.now() - loggedAtMs < logIntervalMs) return
    loggedAtMs = performance.now()
    log('warn', 'Traces or metrics could not be sent to the collector', { reason: message })
  }
  const ignore = () => undefined
  const logger = { error: report, warn: ignore, info: ignore, debug: ignore, verbose: ignore }
  diag.setLogger(logger, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true })
}
