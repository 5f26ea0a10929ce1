import { type EventOf, event } from '../event/declaration.ts'
import { flag, instant, nullable, text } from '../event/fields.ts'

/** The seller of every invoice of the tenant, and its settings. */
const details = {
  name: text,
  bin: nullable(text),
  tin: nullable(text),
  address: nullable(text),
  responsiblePersonName: nullable(text),
  responsiblePersonDesignation: nullable(text),
  makerChecker: flag,
}

export const tenantRegistered = event('TenantRegistered', {
  tenantId: text,
  ...details,
  by: text,
  at: instant,
})

/** The whole of the details as they are from now on. */
export const tenantUpdated = event('TenantUpdated', { ...details, by: text, at: instant })

/**
 * A command that found everything as it asks for. Kept, so that it is known when it comes again, after others
 * changed something.
 */
export const tenantLeftUnchanged = event('TenantLeftUnchanged', { by: text, at: instant })

export const tenantEvents = [tenantRegistered, tenantUpdated, tenantLeftUnchanged] as const

export type TenantRegistered = EventOf<typeof tenantRegistered>
export type TenantUpdated = EventOf<typeof tenantUpdated>
export type TenantLeftUnchanged = EventOf<typeof tenantLeftUnchanged>
export type TenantEvent = TenantRegistered | TenantUpdated | TenantLeftUnchanged
export type TenantDetails = Omit<TenantUpdated, 'type' | 'by' | 'at'>
