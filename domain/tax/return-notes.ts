import type { LocalDate } from '../calendar/dates.ts'
import { BrokenInvariant } from '../decision.ts'
import type { VatCategory } from './categories.ts'
import type { SupplyClass } from './supply-classes.ts'

type NotesOfForm = Readonly<{
  validFrom: LocalDate
  byClass: Readonly<Record<Exclude<SupplyClass, 'GENERAL'>, number>>
  byCategory: Readonly<Record<VatCategory, number>>
}>

/**
 * The notes of part 3 of the Mushak-9.1 return (Rule 47), by the first day of each layout of the form: 1
 * direct export, 2 deemed export, 3 exempt, 4 standard, 6 specific, 7 other rates, 8 retail and wholesale.
 * Note 5, MRP, is left out: its base is not the price of the supply, and this service does not compute it.
 * When the form changes, a row is added in front.
 */
const forms: readonly NotesOfForm[] = [
  {
    validFrom: '2019-07-01',
    byClass: { DIRECT_EXPORT: 1, DEEMED_EXPORT: 2, RETAIL_WHOLESALE: 8 },
    byCategory: { ZERO_RATED: 1, EXEMPT: 3, STANDARD: 4, SPECIFIC: 6, REDUCED: 7, TRUNCATED: 7 },
  },
]

/**
 * The note that reports a supply on a date: that of its class, or of its category where the class is GENERAL.
 * @throws BrokenInvariant for a date before the first layout of the form
 */
export const returnNoteOf = (
  { supplyClass, vatCategory }: Readonly<{ supplyClass: SupplyClass; vatCategory: VatCategory }>,
  date: LocalDate,
): number => {
  const form = forms.find(({ validFrom }) => validFrom <= date)
  if (!form) throw new BrokenInvariant(`No layout of the return is known for ${date}`)
  return supplyClass === 'GENERAL' ? form.byCategory[vatCategory] : form.byClass[supplyClass]
}
