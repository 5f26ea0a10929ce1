import type { LocalDate } from '../calendar/dates.ts'
import type { Amounts } from '../invoice/state.ts'
import { add, type Poisha, zero } from '../money/poisha.ts'

/** The first and the last day of a report, in Dhaka. */
export type Period = Readonly<{ from: LocalDate; to: LocalDate }>

/** The notes of part 3 that this service supplies. It computes no prices at the MRP, which are note 5. */
export const supplyNotes = [1, 2, 3, 4, 6, 7, 8] as const

/** The sums of the lines that one note reports. */
export type NoteSum = Amounts & Readonly<{ note: number }>

/**
 * The part of a Mushak-9.1 return that follows from issued documents and from certificates. Input tax and
 * treasury deposits are not in this service.
 */
export type VatReturn = Readonly<{
  /** Notes 1 to 8: the lines of tax invoices as they were issued. Later notes never change them. */
  supplies: readonly NoteSum[]
  /** Note 9. */
  output: Amounts
  /** Debit notes: their VAT is note 26, their supplementary duty note 38. Their value is in no note. */
  debitNotes: Pick<Amounts, 'vat' | 'supplementaryDuty'>
  /** Credit notes: their VAT is note 31, their supplementary duty note 39. Their value is in no note. */
  creditNotes: Pick<Amounts, 'vat' | 'supplementaryDuty'>
  /** Note 29: VAT that buyers withheld, by the claim periods of the certificates. */
  withheld: Poisha
  /** Note 27: what note 29 of an earlier period claimed, and what was reversed in this one. */
  withheldReversed: Poisha
}>

const nothing: Amounts = { value: zero, supplementaryDuty: zero, vat: zero }

const sum = (all: readonly Amounts[]): Amounts => ({
  value: add(...all.map(({ value }) => value)),
  supplementaryDuty: add(...all.map(({ supplementaryDuty }) => supplementaryDuty)),
  vat: add(...all.map(({ vat }) => vat)),
})

/** Each of the notes 1 to 8 with its sum, also where it is zero, and note 9. */
export const suppliesOf = (found: readonly NoteSum[]): Pick<VatReturn, 'supplies' | 'output'> => {
  const byNote = new Map(found.map((one) => [one.note, one]))
  const supplies = supplyNotes.map((note) => byNote.get(note) ?? { note, ...nothing })
  return { supplies, output: sum(found) }
}
