import type { Instant } from '../calendar/dates.ts'
import { type Decision, decided } from '../decision.ts'
import { mainPlace } from '../numbering/places.ts'
import type { PlaceUsed } from './events.ts'
import type { RegisteredTenant } from './state.ts'

export type UsePlace = Readonly<{ place: string; by: string; at: Instant }>

/**
 * Keeps a place that an invoice names from being removed. MAIN can never be removed, so it has no event, nor
 * has a place that is in use already.
 */
export const usePlace = (tenant: RegisteredTenant, { place, by, at }: UsePlace): Decision<PlaceUsed> =>
  place === mainPlace || tenant.placesInUse.includes(place)
    ? decided()
    : decided({ type: 'PlaceUsed', place, by, at })
