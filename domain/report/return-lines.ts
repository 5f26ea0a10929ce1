import type { Amounts } from '../invoice/state.ts'
import { type Poisha, zero } from '../money/poisha.ts'
import { type ReturnNote, suppliedNotes } from './return-notes.ts'
import type { VatReturn } from './vat-return.ts'

/** The figures of one note. An amount that the note does not have is zero. */
export type ReturnLine = Amounts & Readonly<{ note: ReturnNote }>

/** The notes that a return supplies, in the order of the form, also those without any amount. */
export const returnLines = (figures: VatReturn): readonly ReturnLine[] =>
  suppliedNotes.map((note) => ({ note, ...amountsOf(note, figures) }))

const amountsOf = (note: ReturnNote, figures: VatReturn): Amounts => {
  switch (note) {
    case 9:
      return figures.output
    case 26:
      return onlyVat(figures.debitNotes.vat)
    case 27:
      return onlyVat(figures.withheldReversed)
    case 29:
      return onlyVat(figures.withheld)
    case 31:
      return onlyVat(figures.creditNotes.vat)
    case 38:
      return onlyDuty(figures.debitNotes.supplementaryDuty)
    case 39:
      return onlyDuty(figures.creditNotes.supplementaryDuty)
    default: {
      const { value, supplementaryDuty, vat } =
        figures.supplies.find((supply) => supply.note === note) ?? onlyVat(zero)
      return { value, supplementaryDuty, vat }
    }
  }
}

const onlyVat = (vat: Poisha): Amounts => ({ value: zero, supplementaryDuty: zero, vat })
const onlyDuty = (supplementaryDuty: Poisha): Amounts => ({ value: zero, supplementaryDuty, vat: zero })
