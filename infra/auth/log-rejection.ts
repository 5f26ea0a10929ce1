import { createLineLimit } from '../observability/line-limit.ts'
import { log } from '../observability/log.ts'
import type { Rejection } from './jwt.ts'

/** More than a few clients cause by mistake. */
const limit = createLineLimit({ lines: 20, intervalMs: 60_000 })

/**
 * Logs why a token is not valid. Anybody can send such tokens, so each reason has 20 lines a minute in a
 * process. `rejectedBefore` counts those of the reason that were left out before the line.
 */
export const logRejection = (
  message: 'Token rejected' | 'Refresh token rejected',
  reason: Rejection,
  nowMs: number = performance.now(),
): void => {
  const rejectedBefore = limit(`${message}: ${reason}`, nowMs)
  if (rejectedBefore !== undefined) log('info', message, { reason, rejectedBefore })
}
