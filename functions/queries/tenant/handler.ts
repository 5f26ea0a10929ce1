import * as z from 'zod'
import { tenantAnswer } from '../../answers/tenant.ts'
import { folded } from '../../streams/aggregate.ts'
import { tenants } from '../../streams/tenant.ts'
import { found, query } from '../query.ts'
import { tenantStreamOf } from '../streams.ts'

/** The caller's own tenant, from its stream: a tenant has few events and is asked for seldom. */
export const handler = query({
  name: 'tenant',
  operation: 'tenant',
  input: z.strictObject({}),
  answer: async ({ tenantId }) => {
    const { state, revision } = folded(tenants, tenantId, await tenantStreamOf(tenantId))
    return found(state.status === 'NONE' ? null : tenantAnswer(state, revision))
  },
})
