import * as z from 'zod'
import { fold } from '../../../domain/event/aggregate.ts'
import { tenants } from '../../../domain/tenant/aggregate.ts'
import { tenantView } from '../../contract/views/tenant.ts'
import { found, query } from '../../read-model/query.ts'
import { tenantStreamOf } from '../../read-model/streams.ts'

/** The caller's own tenant, from its stream: a tenant has few events and is asked for seldom. */
export const handler = query({
  name: 'tenant',
  operation: 'tenant',
  input: z.strictObject({}),
  answer: async ({ tenantId }) => {
    const events = await tenantStreamOf(tenantId)
    const tenant = fold(tenants, events.map(tenants.decode))
    return found(tenant.status === 'NONE' ? null : tenantView(tenant, events.length - 1))
  },
})
