import type { Poisha } from '../../../../domain/money/poisha.ts'
import { type ReturnLine, returnLines } from '../../../../domain/report/return-lines.ts'
import { type ReturnNote, returnNotes, suppliedNotes } from '../../../../domain/report/return-notes.ts'
import { hasSubForm } from '../../../../domain/report/sub-form.ts'
import type { Period, VatReturn } from '../../../../domain/report/vat-return.ts'
import { money } from '../money.ts'

/** The type VatReturn of the contract, without what it covers. `counts` are documents by note. */
export const vatReturnView = (
  { from, to }: Period,
  figures: VatReturn,
  counts: ReadonlyMap<ReturnNote, number>,
) => ({
  from,
  to,
  lines: returnLines(figures).map((line) => lineView(line, counts.get(line.note) ?? 0)),
  outputValue: money(figures.output.value),
  outputSupplementaryDuty: money(figures.output.supplementaryDuty),
  outputVat: money(figures.output.vat),
  supplied: suppliedNotes,
})

const lineView = ({ note, value, supplementaryDuty, vat }: ReturnLine, count: number) => ({
  note,
  label: returnNotes[note].english,
  labelBangla: returnNotes[note].bangla,
  value: money(value),
  supplementaryDuty: money(supplementaryDuty),
  vat: money(vat),
  count,
  hasSubForm: hasSubForm(note),
})

type AddedCertificate = Readonly<{ vat: Poisha }>

/** The type AddedCertificate of the contract. */
export const addedCertificateView = <Certificate extends AddedCertificate>(certificate: Certificate) => ({
  ...certificate,
  vat: money(certificate.vat),
})
