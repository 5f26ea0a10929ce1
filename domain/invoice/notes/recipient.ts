import { dhakaDate } from '../../calendar/dhaka.ts'
import { accepted, allOf, type Result, refused } from '../../decision.ts'
import { readBin } from '../../identity/bin.ts'
import { type Poisha, writeTaka } from '../../money/poisha.ts'
import { thresholdOn } from '../../tax/thresholds.ts'
import { longTextLimit, readOptional, readOptionalText } from '../../text/read.ts'
import { missingOf } from '../draft/seller.ts'
import type { Party } from '../state.ts'
import type { RecipientInput } from './input.ts'

/**
 * The buyer as printed on a note: as on the invoice, which is frozen, completed by what is given with the note. Where the note
 * changes VAT by more than 5,000.00, name and address are required; the BIN goes along where the buyer has one (s.52(1)).
 */
export const recipientOf = (
  buyer: Party,
  given: RecipientInput | null | undefined,
  note: Readonly<{ vat: Poisha; at: string }>,
): Result<Party> => {
  const read = allOf({
    name: readOptionalText(given?.name, 'recipient.name'),
    address: readOptionalText(given?.address, 'recipient.address', longTextLimit),
    bin: readOptional(given?.bin, readBin, 'recipient.bin'),
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
  const missing = missingOf(recipient, ['name', 'address'])
  if (note.vat <= threshold || missing.length === 0) return accepted(recipient)
  return refused(
    'RECIPIENT_INCOMPLETE',
    { vat: writeTaka(note.vat), threshold: writeTaka(threshold), missing },
    'recipient',
  )
}
