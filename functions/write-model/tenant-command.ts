import type { Decision } from '../../domain/decision.ts'
import { tenants } from '../../domain/tenant/aggregate.ts'
import type { TenantEvent } from '../../domain/tenant/events.ts'
import type { Tenant } from '../../domain/tenant/state.ts'
import { tenantStream } from '../../infra/event-store/names.ts'
import type { Call } from '../../infra/lambda/chain.ts'
import type { Answer } from '../../infra/lambda/envelope.ts'
import { answeredTenant } from './answers.ts'
import { untilDecided } from './conflict.ts'
import { commandIdentity, remembered } from './ledger.ts'
import { eventMetadata } from './metadata.ts'
import { otherRevision, refusal } from './refusal.ts'
import { repeatedOnTenant } from './repeated.ts'
import { appendTo, load } from './stream.ts'

type TenantDecision = {
  tenantId: string
  expectedRevision?: number | null | undefined
  decide(tenant: Tenant, by: string, at: string): Decision<TenantEvent>
  /** What has to stand before the events do. It may be done again, so it must be safe to repeat. */
  prepare?(): Promise<void>
}

/** One decision on a tenant's stream: load, ledger, decide, append, answer. Nothing of a tenant is projected, so nobody is told. */
export const decideOnTenant = (
  call: Call<object>,
  { tenantId, expectedRevision, decide, prepare }: TenantDecision,
): Promise<Answer> => {
  const { field, input, context } = call
  const identity = commandIdentity({ field, target: tenantId, input, context })
  return untilDecided(async () => {
    const found = await load(tenants, tenantStream(tenantId))
    const before = repeatedOnTenant(found, identity)
    if (before) return before
    const known = found.state.status !== 'NONE'
    if (known && typeof expectedRevision === 'number' && expectedRevision !== found.revision) {
      return otherRevision(expectedRevision, found.revision)
    }
    const [by, at] = [context.actor.id, new Date().toISOString()]
    const decision = decide(found.state, by, at)
    if (!decision.ok) return refusal(decision.refusal)
    const events = remembered(decision.events, identity, { type: 'TenantLeftUnchanged', by, at })
    if (events.length === 0) return answeredTenant(found)
    await prepare?.()
    return answeredTenant(
      await appendTo(tenants, found, events, eventMetadata({ ...context, tenantId }, identity)),
    )
  })
}
