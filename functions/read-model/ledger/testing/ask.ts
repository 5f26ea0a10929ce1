import { rolePermissions } from '../../../../infra/auth/permissions.ts'
import type { Answer, Envelope } from '../../../../infra/lambda/envelope.ts'

type Handler = (envelope: Envelope, context: never) => Promise<Answer<unknown>>

/** What a test reads of the answer of a report: its value, or the code, path and message of its error. */
// biome-ignore lint/suspicious/noExplicitAny: a test names the fields that it expects.
export type Report = any

const context = { getRemainingTimeInMillis: () => 10_000 } as never

/**
 * Returns a function that asks a query function as a user of a tenant, and returns the value of its answer or
 * its error. `paths` are the selected fields, without which all are; `parts` share the response.
 */
export const asker =
  (handler: Handler, field: string) =>
  async (input: object, { tenantId = 'acme', paths, parts = 1 }: Asked = {}): Promise<Report> => {
    const caller = { tenantId, actor: { id: 'u-1', role: 'admin' }, permissions: rolePermissions.admin }
    const selection = paths === undefined ? {} : { selection: { paths, parts } }
    const envelope = { field, input, context: { ...caller, correlationId: 'c-1' }, ...selection }
    const answer = await handler(envelope, context)
    return answer.ok ? answer.value : answer.error
  }

type Asked = Readonly<{ tenantId?: string; paths?: readonly string[]; parts?: number }>
