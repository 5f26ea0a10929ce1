import type { Instant } from '../../calendar/dates.ts'
import { dhakaDate } from '../../calendar/dhaka.ts'
import { accepted, allOf, type Result, refused } from '../../decision.ts'
import { printBin, readBin } from '../../identity/identifiers.ts'
import type { Maybe } from '../../maybe.ts'
import { add, type Poisha, writeTaka } from '../../money/poisha.ts'
import { thresholdOn } from '../../tax/thresholds.ts'
import { withoutBlanks } from '../../text/blanks.ts'
import { folded } from '../../text/folded.ts'
import { longTextLimit, readOptional, readOptionalText } from '../../text/read.ts'
import { missingFields } from '../party.ts'
import type { ExistingInvoice, Note, Party } from '../state.ts'
import type { RecipientInput } from './input.ts'

type NewNote = Pick<Note, 'kind' | 'vat'> & Readonly<{ at: Instant }>

/** The buyer as far as the invoice and its notes name it. `names`: those that it was given. */
type KnownBuyer = Party & Readonly<{ names: readonly string[] }>

/**
 * The buyer of the invoice with what the recipients of earlier notes have added, because all documents of one
 * supply have one buyer.
 */
const knownBuyerOf = ({ buyer, notes }: Pick<ExistingInvoice, 'buyer' | 'notes'>): KnownBuyer => {
  const parties = [buyer, ...notes.map(({ recipient }) => recipient)]
  const last = (field: 'name' | 'address' | 'bin') => parties.findLast((one) => one[field] !== null)?.[field]
  return {
    ...buyer,
    ...{ name: last('name') ?? null, address: last('address') ?? null, bin: last('bin') ?? null },
    names: parties.flatMap(({ name }) => name ?? []),
  }
}

/**
 * The recipient printed on a note: the buyer of the issued invoice and of its earlier notes, with the given
 * fields of `input` where they lack them. An address can also be replaced, because people move. When the
 * notes of this kind on the invoice, this one included, change VAT by more than the threshold, name and
 * address are required; the BIN is printed where the buyer has one (s.52(1)). The sum counts, because several
 * small notes would evade a limit on each.
 */
export const recipientOf = (
  invoice: Pick<ExistingInvoice, 'buyer' | 'notes'>,
  input: Maybe<RecipientInput>,
  note: NewNote,
): Result<Party> => {
  const { names, ...buyer } = knownBuyerOf(invoice)
  const read = allOf({
    name: readName(input?.name, { ...buyer, names }),
    address: readOptionalText(input?.address, 'recipient.address', longTextLimit),
    bin: readRecipientBin(input?.bin, buyer),
  })
  if (!read.ok) return read
  const { name, address, bin } = read.value
  const recipient = {
    ...buyer,
    name: name ?? buyer.name,
    address: address ?? buyer.address,
    bin: bin ?? buyer.bin,
  }
  const missing = missingFields(recipient, ['name', 'address'])
  const threshold = thresholdOn('NOTE_RECIPIENT', dhakaDate(note.at))
  const vat = vatOfKind(invoice.notes, note)
  if (vat <= threshold || missing.length === 0) return accepted(recipient)
  const params = { kind: note.kind, vat: writeTaka(vat), threshold: writeTaka(threshold), missing }
  return refused('RECIPIENT_INCOMPLETE', params, 'recipient')
}

/** The VAT of all notes of one kind on an invoice, with a new one. */
const vatOfKind = (notes: readonly Note[], { kind, vat }: NewNote): Poisha =>
  add(vat, ...notes.filter((note) => note.kind === kind).map((note) => note.vat))

const readRecipientBin = (text: Maybe<string>, { bin: own }: Party): Result<string | null> => {
  const bin = readOptional(text, readBin, 'recipient.bin')
  if (!bin.ok || bin.value === null || own === null || bin.value === own) return bin
  const params = { field: 'BIN', given: printBin(bin.value), buyer: printBin(own) }
  return refused('RECIPIENT_NOT_BUYER', params, 'recipient.bin')
}

/** While no BIN is known, another name may be the full name of the same buyer. */
const readName = (text: Maybe<string>, { name: own, bin, names }: KnownBuyer): Result<string | null> => {
  const name = readOptionalText(text, 'recipient.name')
  const given = name.ok ? name.value : null
  if (!name.ok || given === null || own === null || bin === null) return name
  if (names.some((known) => isSameName(given, known))) return name
  const params = { field: 'name', given, buyer: own }
  return refused('RECIPIENT_NOT_BUYER', params, 'recipient.name')
}

/** People write one name with other capitals and other blanks. */
const isSameName = (one: string, other: string): boolean =>
  withoutBlanks(folded(one)) === withoutBlanks(folded(other))
