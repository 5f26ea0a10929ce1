import { type EventOf, event } from '../event/declaration.ts'
import { flag, instant, list, nullable, record, taka, text, type ValueOf } from '../event/fields.ts'

/**
 * A place of issue besides the tenant's own address, which is the place MAIN. A place without a responsible
 * person has that of the tenant.
 */
const placeField = record({
  code: text,
  name: text,
  address: text,
  responsiblePersonName: nullable(text),
  responsiblePersonDesignation: nullable(text),
})
export type Place = ValueOf<typeof placeField>

/** The seller of every invoice of the tenant, and its settings. */
const details = {
  name: text,
  bin: nullable(text),
  tin: nullable(text),
  address: nullable(text),
  responsiblePersonName: nullable(text),
  responsiblePersonDesignation: nullable(text),
  makerChecker: flag,
  writeOffLimit: taka,
  places: list(placeField),
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
 * An invoice names the place for the first time, so it can no longer be removed. It is stored before the
 * invoice.
 */
const placeUsed = event('PlaceUsed', { place: text, by: text, at: instant })

/**
 * A command had nothing to change. The event is stored so that a repetition of the command is recognised,
 * also after others have changed the tenant.
 */
const tenantLeftUnchanged = event('TenantLeftUnchanged', { by: text, at: instant })

export const tenantEvents = [tenantRegistered, tenantUpdated, placeUsed, tenantLeftUnchanged] as const

export type TenantRegistered = EventOf<typeof tenantRegistered>
export type TenantUpdated = EventOf<typeof tenantUpdated>
export type PlaceUsed = EventOf<typeof placeUsed>
export type TenantLeftUnchanged = EventOf<typeof tenantLeftUnchanged>
export type TenantEvent = TenantRegistered | TenantUpdated | PlaceUsed | TenantLeftUnchanged
export type TenantDetails = Omit<TenantUpdated, 'type' | 'by' | 'at'>
