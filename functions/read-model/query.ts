import type { PendingQuery } from 'postgres'
import type * as z from 'zod'
import { dhakaDate } from '../../domain/calendar/dhaka.ts'
import { tenantUnknown } from '../../domain/refusal/party.ts'
import type { Answer } from '../../infra/lambda/envelope.ts'
import { failed } from '../../infra/lambda/failure.ts'
import { type FunctionDeclaration, tenantFunction } from '../../infra/lambda/tenant-function.ts'
import type { Queries } from '../../infra/postgres/connect.ts'
import { database } from '../../infra/postgres/database.ts'
import { asTenant, readByKeyAsTenant, TenantNotFound } from '../../infra/postgres/tenant-schema.ts'
import { type Selected, selectedBy } from './selected.ts'
import { StreamTooLong } from './streams.ts'

/** Runs `work` on the tenant's own rows, in one read-only transaction. */
export type Read = <Value>(work: (sql: Queries) => Promise<Value>) => Promise<Value>

/** Reads rows by a key with one statement, whose plan is kept. Only for what is asked most. */
export type ReadByKey = <Row extends object>(
  statement: (sql: Queries) => PendingQuery<Row[]>,
) => Promise<Row[]>

export type QueryCall<Input> = {
  input: Input
  tenantId: string
  /** The reader's date in Dhaka, on which OVERDUE depends. */
  today: string
  selected: Selected
  read: Read
  readByKey: ReadByKey
}

type Query<Schema extends z.ZodType, Value> = FunctionDeclaration<Schema> & {
  answer(call: QueryCall<z.output<Schema>>): Promise<Answer<Value>>
}

/**
 * Makes the function of a query from its declaration. The function fails with TENANT_UNKNOWN for a tenant
 * without tables, and with STREAM_TOO_LONG when it had to fold too long a stream.
 */
export const query = <Schema extends z.ZodType, Value>(declared: Query<Schema, Value>) =>
  tenantFunction(declared, async ({ input, context, selection }): Promise<Answer<Value>> => {
    const { tenantId } = context
    const read: Read = (work) => asTenant(database('reader'), { tenantId }, work)
    const readByKey: ReadByKey = (statement) => readByKeyAsTenant(database('reader'), tenantId, statement)
    const today = dhakaDate(new Date().toISOString())
    try {
      const selected = selectedBy(selection)
      return await declared.answer({ input, tenantId, today, selected, read, readByKey })
    } catch (error) {
      if (error instanceof StreamTooLong) return streamTooLong(error)
      if (error instanceof TenantNotFound) return tenantUnknownAnswer()
      throw error
    }
  })

/** Not from the catalogue of all refusals, which would add 4 kB to the zip of each query. */
const tenantUnknownAnswer = (): Answer<never> =>
  failed({ code: 'TENANT_UNKNOWN', message: tenantUnknown.message, params: {} })

const streamTooLong = ({ maxPages }: StreamTooLong): Answer<never> =>
  failed({
    code: 'STREAM_TOO_LONG',
    message: 'There are too many events to compute this state from; invoiceHistory shows all of them',
    params: { maxPages },
  })
