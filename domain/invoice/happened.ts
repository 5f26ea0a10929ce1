import type { Instant } from '../calendar/dates.ts'
import type { InvoiceEvent } from './events.ts'

/** When an event happened, as its facts say it. A number stands from its legal time of issue on, whenever it was written in. */
export const happenedAt = (event: InvoiceEvent): Instant => ('at' in event ? event.at : event.issuedAt)
