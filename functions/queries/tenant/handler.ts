import * as z from 'zod'
import { fold } from '../../../domain/event/aggregate.ts'
import { tenants } from '../../../domain/tenant/aggregate.ts'
import { tenantView } from '../../contract/views/tenant.ts'
import { answerWith, query } from '../../read-model/query.ts'
import { readTenantStream } from '../../read-model/streams.ts'

/** The caller's tenant. Folded from its stream, because a tenant has few events and is seldom queried. */
export const handler = query({
  name: 'tenant',
  operation: 'tenant',
  input: z.strictObject({}),
  answer: async ({ tenantId }) => {
    const events = await readTenantStream(tenantId)
    const tenant = fold(tenants, events.map(tenants.decode))
    return answerWith(tenant.status === 'NONE' ? null : tenantView(tenant, events.length - 1))
  },
})
