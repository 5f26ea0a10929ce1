import { tenants } from '../../domain/tenant/aggregate.ts'
import { tenantStream } from '../../infra/event-store/stream-names.ts'
import { shareReads } from './gather.ts'
import { load, type TenantStream } from './stream.ts'

/**
 * Loads the stream of a tenant for a command on something else of it; undefined for an unknown one. Commands
 * of one tenant that come at once share a read.
 * @throws EventStoreUnavailable, EventUndecodable and StreamDamaged like `load`
 */
export const loadTenant = (tenantId: string): Promise<TenantStream | undefined> =>
  loadTogether(tenantStream(tenantId), undefined)

const loadTogether = shareReads<undefined, TenantStream | undefined>((name) => load(tenants, name))
