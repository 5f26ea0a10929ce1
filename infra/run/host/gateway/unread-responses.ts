import type { ServerResponse } from 'node:http'
import { log } from '../../../observability/log.ts'
import type { GatewayLimits } from './limits.ts'

/**
 * Creates the function that watches a response, whose body has this many bytes, until its client has taken it.
 * A client that takes longer than `responseTimeoutMs` loses its connection. So do those that have waited longest
 * when more than `maxUnreadBytes` wait in this process together.
 */
export const limitUnreadResponses = ({
  maxUnreadBytes,
  responseTimeoutMs,
}: Pick<GatewayLimits, 'maxUnreadBytes' | 'responseTimeoutMs'>) => {
  /** In the order in which they were sent. */
  const unread = new Map<ServerResponse, { bytes: number; timer: NodeJS.Timeout }>()
  let unreadBytes = 0

  const forget = (response: ServerResponse): void => {
    const entry = unread.get(response)
    if (entry === undefined) return
    unread.delete(response)
    unreadBytes -= entry.bytes
    clearTimeout(entry.timer)
  }
  const giveUp = (response: ServerResponse): void => {
    forget(response)
    log('debug', 'A client did not take its response, and its connection is closed')
    response.destroy()
  }

  return (response: ServerResponse, bytes: number): void => {
    if (response.destroyed) return
    const timer = setTimeout(giveUp, responseTimeoutMs, response).unref()
    unread.set(response, { bytes, timer })
    unreadBytes += bytes
    response.once('close', () => forget(response))
    for (const oldest of unread.keys()) {
      if (unreadBytes <= maxUnreadBytes || oldest === response) return
      giveUp(oldest)
    }
  }
}
