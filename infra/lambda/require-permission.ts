import type { MiddlewareObj } from '@middy/core'
import { missingPermission, type Operation } from '../auth/permissions.ts'
import type { Answer, Envelope } from './envelope.ts'
import { failed } from './failure.ts'

/** Refuses a caller who may not run the operation, before anything is read: the door asked already, but a function has more than one way in. */
export const permitted = (operation: Operation): MiddlewareObj<Envelope, Answer> => ({
  before: async ({ event }) => {
    const permission = missingPermission(operation, event.context)
    if (permission === undefined) return undefined
    return failed({
      code: 'FORBIDDEN',
      message: `${operation} needs ${permission}`,
      params: { operation, permission },
    })
  },
})
