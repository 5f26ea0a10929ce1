import { createLineLimit } from '../observability/line-limit.ts'
import { log } from '../observability/log.ts'

/** Who wanted what, and what was missing for it. */
export type Refusal = {
  tenantId: string
  actor: { id: string; role: string }
  operation: string
  /** The missing permission, in the words of its error. */
  permission: string
}

const limit = createLineLimit({ intervalMs: 60_000 })

/**
 * Logs that a user lacked the permission for an operation, for whoever audits the log. The first refusal is
 * logged at once. Later ones of the same user and operation are counted in a line a minute at most, so a
 * client that tries again and again does not fill the log.
 */
export const logRefusal = (refusal: Refusal, nowMs: number = performance.now()): void => {
  const { tenantId, actor, operation, permission } = refusal
  const refusedBefore = limit(JSON.stringify([tenantId, actor.id, operation]), nowMs)
  if (refusedBefore === undefined) return
  const { id: userId, role } = actor
  log('warn', 'A permission was refused', { userId, role, operation, permission, refusedBefore })
}
