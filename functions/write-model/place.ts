import { tenants } from '../../domain/tenant/aggregate.ts'
import { type UsePlace, usePlace } from '../../domain/tenant/use-place.ts'
import { eventMetadata } from './ledger.ts'
import { appendTo, type TenantStream } from './stream.ts'
import type { Attempt } from './subject.ts'

/**
 * Records in the stream of the tenant that a draft names a place for the first time. Do this before the
 * event of the draft is appended: the append expects the revision at which the tenant was read, so a place
 * cannot be removed while its first invoice is created. Most drafts name MAIN or a place in use, and append
 * nothing here.
 * @throws RevisionConflict when the tenant has changed since it was read; the command decides again
 */
export const recordPlaceUse = async (
  tenant: TenantStream,
  { place, by, at }: UsePlace,
  { call, identity }: Attempt<object>,
): Promise<void> => {
  const decision = usePlace(tenant.state, { place, by, at })
  if (decision.ok && decision.events.length > 0)
    await appendTo(tenants, tenant, decision.events, eventMetadata(call.context, identity))
}
