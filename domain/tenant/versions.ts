import { decode, encode, type StoredEvent } from '../event/decode.ts'
import { type TenantEvent, tenantEvents } from './events.ts'

/** Throws EventUndecodable. */
export const decodeTenantEvent = (type: string, version: number, data: unknown): TenantEvent =>
  decode(tenantEvents, { type, version, data: data as StoredEvent['data'] })

export const encodeTenantEvent = (event: TenantEvent): StoredEvent => encode(tenantEvents, event)
