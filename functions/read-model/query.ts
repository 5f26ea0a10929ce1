import type * as z from 'zod'
import { dhakaDate } from '../../domain/calendar/dhaka.ts'
import { refused } from '../../domain/decision.ts'
import type { Answer } from '../../infra/lambda/envelope.ts'
import { type FunctionDeclaration, tenantFunction } from '../../infra/lambda/tenant-function.ts'
import type { Queries } from '../../infra/postgres/connect.ts'
import { database } from '../../infra/postgres/database.ts'
import { asTenant, TenantNotFound } from '../../infra/postgres/tenant-schema.ts'
import { failWith } from '../contract/views/refusal.ts'

/** Runs `work` on the tenant's own rows, in one read-only transaction. */
export type Read = <Value>(work: (sql: Queries) => Promise<Value>) => Promise<Value>

export type QueryCall<Input> = {
  input: Input
  tenantId: string
  /** The reader's date in Dhaka, on which OVERDUE depends. */
  today: string
  read: Read
}

type Query<Schema extends z.ZodType, Value> = FunctionDeclaration<Schema> & {
  answer(call: QueryCall<z.output<Schema>>): Promise<Answer<Value>>
}

/**
 * Makes the function of a query from its declaration. The function fails with TENANT_UNKNOWN for a tenant
 * without tables.
 */
export const query = <Schema extends z.ZodType, Value>(declared: Query<Schema, Value>) =>
  tenantFunction(declared, async ({ input, context: { tenantId } }): Promise<Answer<Value>> => {
    const read: Read = (work) => asTenant(database('reader'), { tenantId }, work)
    try {
      return await declared.answer({ input, tenantId, today: dhakaDate(new Date().toISOString()), read })
    } catch (error) {
      if (error instanceof TenantNotFound) return failWith(refused('TENANT_UNKNOWN', {}).refusal)
      throw error
    }
  })

export const answerWith = <Value>(value: Value): Answer<Value> => ({ ok: true, value })
