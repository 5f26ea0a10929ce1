import type { Instant, LocalDate } from '../../calendar/dates.ts'
import { dhakaDate } from '../../calendar/dhaka.ts'
import { accepted, type Result, refused } from '../../decision.ts'
import type { Maybe } from '../../maybe.ts'
import { readOptional } from '../../text/read.ts'
import { readPastDate } from './read-payment.ts'

type Reversed = Readonly<{ paidOn: LocalDate; at: Instant }>

/**
 * The date in Dhaka from which a payment counts no more, such as the date on which its check bounced: the
 * given one, from paidOn up to today, or else today. A clock that is behind at midnight must not refuse
 * today, so without a given date it is paidOn where that is later.
 */
export const readReversedOn = (given: Maybe<string>, { paidOn, at }: Reversed): Result<LocalDate> => {
  const path = 'reversedOn'
  const read = readOptional(given, (text) => readPastDate(text, at, path), path)
  if (!read.ok) return read
  const today = dhakaDate(at)
  const reversedOn = read.value ?? (today > paidOn ? today : paidOn)
  return reversedOn < paidOn
    ? refused('REVERSAL_BEFORE_PAYMENT', { reversedOn, paidOn }, path)
    : accepted(reversedOn)
}
