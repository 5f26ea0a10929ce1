import { log } from '../observability/log.ts'

/** Who wanted what, and what was missing for it. */
export type Refusal = {
  tenantId: string
  actor: { id: string; role: string }
  operation: string
  /** The missing permission, in the words of its error. */
  permission: string
}

const intervalMs = 60_000
const maxRemembered = 1_000

type Line = { loggedAtMs: number; refusedSince: number }

/** In the order of their last lines. */
const lines = new Map<string, Line>()

/**
 * Logs that a user lacked the permission for an operation, for whoever audits the log. The first refusal is
 * logged at once. Later ones of the same user and operation are counted in a line a minute at most, so a client
 * that tries again and again does not fill the log.
 */
export const logRefusal = (refusal: Refusal, nowMs: number = performance.now()): void => {
  const { tenantId, actor, operation, permission } = refusal
  const key = JSON.stringify([tenantId, actor.id, operation])
  const last = lines.get(key)
  if (last !== undefined && nowMs - last.loggedAtMs < intervalMs) {
    last.refusedSince++
    return
  }
  lines.delete(key)
  lines.set(key, { loggedAtMs: nowMs, refusedSince: 0 })
  if (lines.size > maxRemembered) lines.delete(lines.keys().next().value ?? '')
  const { id: userId, role } = actor
  const refusedBefore = last?.refusedSince ?? 0
  log('warn', 'A permission was refused', { userId, role, operation, permission, refusedBefore })
}
