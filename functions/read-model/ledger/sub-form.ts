import type { LegalSeries } from '../../../domain/numbering/documents.ts'
import {
  type SubFormKind,
  type SubFormNote,
  type SubFormRow,
  subFormKindOf,
} from '../../../domain/report/sub-form.ts'
import type { Period } from '../../../domain/report/vat-return.ts'
import type { Queries } from '../../../infra/postgres/connect.ts'
import {
  countCertificates,
  isKeyOfCertificate,
  readClaimedCertificates,
  readReversedCertificates,
} from './sub-form-certificates.ts'
import { countNotes, isKeyOfNote, readNotes } from './sub-form-notes.ts'
import type { SubFormPage } from './sub-form-page.ts'
import { countSupplies, isKeyOfSupply, readSupplies } from './sub-form-supplies.ts'

/**
 * A page of the sub-form of a note of the return, for a period and as the role of a tenant. Its rows add up
 * to the note: supplies by description, code, unit and rates, in the order of code and description; notes by
 * the time of issue; certificates by their claim period, or by the date of their reversal.
 */
export const readSubForm = (
  sql: Queries,
  period: Period,
  note: SubFormNote,
  page: SubFormPage,
): Promise<SubFormRow[]> => {
  const kind = subFormKindOf(note)
  if (kind === 'SUPPLIES') return readSupplies(sql, period, note, page)
  if (kind === 'CERTIFICATES') return readClaimedCertificates(sql, period, page)
  if (kind === 'REVERSED_CERTIFICATES') return readReversedCertificates(sql, period, page)
  return readNotes(sql, period, seriesOf[kind], page)
}

const seriesOf: Readonly<Record<'DEBIT_NOTES' | 'CREDIT_NOTES', LegalSeries>> = {
  DEBIT_NOTES: '6.8',
  CREDIT_NOTES: '6.7',
}

/** Counts the rows of a sub-form, up to `limit`. */
export const countSubForm = (
  sql: Queries,
  period: Period,
  note: SubFormNote,
  limit: number,
): Promise<number> => {
  const kind = subFormKindOf(note)
  if (kind === 'SUPPLIES') return countSupplies(sql, period, note, limit)
  if (kind === 'CERTIFICATES' || kind === 'REVERSED_CERTIFICATES')
    return countCertificates(sql, period, kind, limit)
  return countNotes(sql, period, seriesOf[kind], limit)
}

const keyChecks: Readonly<Record<SubFormKind, (key: string) => boolean>> = {
  SUPPLIES: isKeyOfSupply,
  DEBIT_NOTES: isKeyOfNote,
  CREDIT_NOTES: isKeyOfNote,
  CERTIFICATES: isKeyOfCertificate,
  REVERSED_CERTIFICATES: isKeyOfCertificate,
}

/** Whether a text can be the key of a row of this sub-form: a client may have changed the one in a cursor. */
export const isKeyOfSubForm = (note: SubFormNote, key: string): boolean => keyChecks[subFormKindOf(note)](key)
