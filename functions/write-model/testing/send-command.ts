import type { Context } from 'aws-lambda'
import { rolePermissions } from '../../../infra/auth/permissions.ts'
import type { Answer, Envelope } from '../../../infra/lambda/envelope.ts'

/** The handler of a command. */
export type Handler = (envelope: Envelope, context: Context) => Promise<Answer>

/** Invokes a command as an admin of the tenant acme, with ten seconds. */
export const sendCommand = (handler: Handler, input: object, idempotencyKey?: string): Promise<Answer> => {
  const context = {
    ...{ tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions: rolePermissions.admin },
    ...{ correlationId: 'c-1', idempotencyKey },
  }
  const time = { getRemainingTimeInMillis: () => 10_000 } as Context
  return handler({ field: 'aCommand', input, context }, time)
}
