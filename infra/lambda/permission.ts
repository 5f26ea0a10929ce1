import type { MiddlewareObj } from '@middy/core'
import type { Answer, Envelope } from './envelope.ts'
import { failed } from './failure.ts'

/**
 * Refuses a caller who lacks the permission, before anything is read. A platform caller has no tenant, so an operation that
 * works on one is closed to it whatever it is allowed elsewhere.
 */
export const permitted = (permission: string, scope: 'tenant' | 'platform'): MiddlewareObj<Envelope, Answer> => ({
  before: async ({ event }) => {
    const { tenantId, permissions } = event.context
    if (scope === 'tenant' && tenantId === '') return forbidden(permission)
    return permission === 'member' || permissions.includes(permission) ? undefined : forbidden(permission)
  },
})

const forbidden = (permission: string): Answer =>
  failed({ code: 'FORBIDDEN', message: `This needs the permission ${permission}`, params: { permission } })
