import * as z from 'zod'
import { tenants } from '../../../domain/tenant/aggregate.ts'
import { answerWith } from '../../contract/views/answer.ts'
import { tenantView } from '../../contract/views/tenant.ts'
import { query } from '../../read-model/query.ts'
import { foldStream } from '../../read-model/streams.ts'

/** The caller's tenant. Folded from its stream, because a tenant has few events and is seldom queried. */
export const handler = query({
  name: 'tenant',
  operation: 'tenant',
  input: z.strictObject({}),
  answer: async ({ tenantId }) => {
    const { state, revision } = await foldStream({ tenantId }, tenants)
    return answerWith(state.status === 'NONE' ? null : tenantView(state, revision))
  },
})
