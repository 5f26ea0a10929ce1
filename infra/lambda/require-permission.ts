import type { MiddlewareObj } from '@middy/core'
import { logRefusal } from '../auth/log-refusal.ts'
import { missingPermission, type Operation } from '../auth/permissions.ts'
import type { Answer, Envelope } from './envelope.ts'
import { failed } from './failure.ts'

/**
 * Fails with FORBIDDEN, before anything is read, when the caller may not run the operation. The graphql
 * function has checked this already, but other functions can invoke a command or query too.
 */
export const requirePermission = (operation: Operation): MiddlewareObj<Envelope, Answer> => ({
  before: async ({ event }) => {
    const permission = missingPermission(operation, event.context)
    if (permission === undefined) return undefined
    logRefusal({ ...event.context, operation, permission })
    return failed({
      code: 'FORBIDDEN',
      message: `${operation} needs ${permission}`,
      params: { operation, permission },
    })
  },
})
