import type { Instant } from '../../calendar/dates.ts'
import { dhakaDate } from '../../calendar/dhaka.ts'
import { accepted, allOf, type Result, refused } from '../../decision.ts'
import { readBin } from '../../identity/identifiers.ts'
import type { Maybe } from '../../maybe.ts'
import { type Poisha, writeTaka } from '../../money/poisha.ts'
import { thresholdOn } from '../../tax/thresholds.ts'
import { longTextLimit, readOptional, readOptionalText } from '../../text/read.ts'
import { missingFields } from '../party.ts'
import type { Party } from '../state.ts'
import type { RecipientInput } from './input.ts'

/**
 * The recipient printed on a note: the buyer of the issued invoice, with the given fields of `input` in place
 * of its own. A note that changes VAT by more than the threshold requires name and address; the BIN is
 * printed where the buyer has one (s.52(1)).
 */
export const recipientOf = (
  buyer: Party,
  input: Maybe<RecipientInput>,
  note: Readonly<{ vat: Poisha; at: Instant }>,
): Result<Party> => {
  const read = allOf({
    name: readOptionalText(input?.name, 'recipient.name'),
    address: readOptionalText(input?.address, 'recipient.address', longTextLimit),
    bin: readOptional(input?.bin, readBin, 'recipient.bin'),
  })
  if (!read.ok) return read
  const { name, address, bin } = read.value
  const recipient = {
    ...buyer,
    name: name ?? buyer.name,
    address: address ?? buyer.address,
    bin: bin ?? buyer.bin,
  }
  const threshold = thresholdOn('NOTE_RECIPIENT', dhakaDate(note.at))
  const missing = missingFields(recipient, ['name', 'address'])
  if (note.vat <= threshold || missing.length === 0) return accepted(recipient)
  return refused(
    'RECIPIENT_INCOMPLETE',
    { vat: writeTaka(note.vat), threshold: writeTaka(threshold), missing },
    'recipient',
  )
}
