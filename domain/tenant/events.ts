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

const tenantRegistered = event('TenantRegistered', {
  tenantId: text,
  ...details,
  by: text,
  at: instant,
})

/** All details, as they are from this event on. */
const tenantUpdated = event('TenantUpdated', { ...details, by: text, at: instant })

/**
 * A command had nothing to change. The event is stored so that a repetition of the command is recognised,
 * also after others have changed the tenant.
 */
const tenantLeftUnchanged = event('TenantLeftUnchanged', { by: text, at: instant })

export const tenantEvents = [tenantRegistered, tenantUpdated, tenantLeftUnchanged] as const

export type TenantRegistered = EventOf<typeof tenantRegistered>
export type TenantUpdated = EventOf<typeof tenantUpdated>
export type TenantLeftUnchanged = EventOf<typeof tenantLeftUnchanged>
export type TenantEvent = TenantRegistered | TenantUpdated | TenantLeftUnchanged
export type TenantDetails = Omit<TenantUpdated, 'type' | 'by' | 'at'>
