import type * as z from 'zod'
import { dhakaDate } from '../../domain/calendar/dhaka.ts'
import type { Answer } from '../../infra/lambda/envelope.ts'
import { failed } from '../../infra/lambda/failure.ts'
import { type FunctionDeclaration, tenantFunction } from '../../infra/lambda/tenant-function.ts'
import type { Queries } from '../../infra/postgres/connect.ts'
import { database } from '../../infra/postgres/database.ts'
import { asTenant } from '../../infra/postgres/tenant-schema.ts'

/** A piece of work on the tenant's own rows, in one read-only transaction. */
export type Read = <Value>(work: (sql: Queries) => Promise<Value>) => Promise<Value>

export type Question<Input> = {
  input: Input
  tenantId: string
  /** The Dhaka date of the reader: OVERDUE follows from it. */
  today: string
  read: Read
}

type Query<Schema extends z.ZodType, Value> = FunctionDeclaration<Schema> & {
  answer(question: Question<z.output<Schema>>): Promise<Answer<Value>>
}

/** A query of one tenant. Declared, not programmed: it says what it needs and how the answer is found. */
export const query = <Schema extends z.ZodType, Value>(declared: Query<Schema, Value>) =>
  tenantFunction(declared, async ({ input, context: { tenantId } }): Promise<Answer<Value>> => {
    const read: Read = (work) => asTenant(database('reader'), { tenantId }, work)
    try {
      return await declared.answer({ input, tenantId, today: dhakaDate(new Date().toISOString()), read })
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'TENANT_NOT_FOUND') return unknownTenant
      throw error
    }
  })

const unknownTenant = failed({ code: 'TENANT_UNKNOWN', message: 'This tenant is not registered.' })

export const found = <Value>(value: Value): Answer<Value> => ({ ok: true, value })
