import type { InvoiceEvent, PaymentRecorded } from '../../../../domain/invoice/events.ts'
import type { Period } from '../../../../domain/report/vat-return.ts'

/**
 * The figures of a return, in poisha, computed from the events alone and in another way than the service
 * does: nothing here uses the rules or the states of the domain.
 */
export const sumOfEvents = (invoices: readonly (readonly InvoiceEvent[])[], period: Period) => {
  const figures = new Map<string, bigint>()
  const add = (figure: string, amount: string) =>
    figures.set(figure, (figures.get(figure) ?? 0n) + BigInt(amount.replace('.', '')))
  for (const events of invoices)
    for (const event of events) {
      if (event.type === 'LegalNumberAssigned' && isIn(period, dateInDhaka(event.issuedAt)))
        addDocument(add, events, event.document.noteId)
      if (event.type === 'PaymentRecorded')
        addCertificate(add, event, { reversedOn: reversalOf(events, event), period })
    }
  return figures
}

type Add = (figure: string, amount: string) => void

const dateInDhaka = (instant: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Dhaka' }).format(new Date(instant))

const isIn = ({ from, to }: Period, date: string): boolean => from <= date && date <= to

const notes = { STANDARD: 4, SPECIFIC: 6, REDUCED: 7, TRUNCATED: 7, EXEMPT: 3, ZERO_RATED: 1 } as const
const notesOfClasses: Readonly<Record<string, number>> = {
  DIRECT_EXPORT: 1,
  DEEMED_EXPORT: 2,
  RETAIL_WHOLESALE: 8,
}

const addDocument = (add: Add, events: readonly InvoiceEvent[], noteId: string | null): void => {
  for (const event of events) {
    if (event.type === 'InvoiceCreated' && noteId === null)
      for (const line of event.lines) {
        const note = notesOfClasses[line.supplyClass] ?? notes[line.vatCategory]
        add(`${note} value`, line.value)
        add(`${note} sd`, line.supplementaryDuty)
        add(`${note} vat`, line.vat)
      }
    if ((event.type === 'CreditNoteIssued' || event.type === 'DebitNoteIssued') && event.noteId === noteId)
      for (const line of event.lines) {
        const isCredit = event.type === 'CreditNoteIssued'
        add(isCredit ? '31' : '26', line.vat)
        add(isCredit ? '39' : '38', line.supplementaryDuty)
      }
  }
}

type Supplied = readonly [
  description: string,
  unit: string | null,
  quantity: bigint,
  value: bigint,
  vat: bigint,
]

/**
 * The rows of the sub-forms of notes 1 to 8, from the events alone: the lines of the invoices that were
 * numbered in a period, where equal supplies are one row. The quantity is in millionths, amounts in poisha.
 */
export const suppliesInEvents = (
  invoices: readonly (readonly InvoiceEvent[])[],
  period: Period,
): Supplied[] => {
  const rows = new Map<string, Supplied>()
  for (const events of invoices) {
    const isIssued = events.some(
      (event) =>
        event.type === 'LegalNumberAssigned' &&
        event.document.noteId === null &&
        isIn(period, dateInDhaka(event.issuedAt)),
    )
    if (!isIssued) continue
    for (const line of events.flatMap((event) => (event.type === 'InvoiceCreated' ? event.lines : []))) {
      const { description, unit, hsCode, vatRate, specificVatPerUnit, supplementaryDutyRate } = line
      const note = notesOfClasses[line.supplyClass] ?? notes[line.vatCategory]
      const rates = [vatRate, specificVatPerUnit, supplementaryDutyRate]
      const key = JSON.stringify([note, description, unit, hsCode, rates])
      const [, , quantity, value, vat] = rows.get(key) ?? [description, unit, 0n, 0n, 0n]
      const supplied = BigInt(Math.round(Number(line.quantity) * 1e6))
      const [more, moreVat] = [poishaOf(line.value), poishaOf(line.vat)]
      rows.set(key, [description, unit, quantity + supplied, value + more, vat + moreVat])
    }
  }
  return [...rows.values()]
}

const reversalOf = (events: readonly InvoiceEvent[], { paymentId }: PaymentRecorded): string | undefined =>
  events.flatMap((event) =>
    event.type === 'PaymentReversed' && event.paymentId === paymentId ? [event.reversedOn] : [],
  )[0]

const countMonths = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7))

/** Since July 2022 withheld VAT is claimed in the month of the payment or in one of the next three. */
const addCertificate = (
  add: Add,
  { claimPeriod, paidOn, amount }: PaymentRecorded,
  { reversedOn, period }: { reversedOn: string | undefined; period: Period },
): void => {
  if (claimPeriod === null || countMonths(claimPeriod) > countMonths(paidOn) + 3) return
  const isClaimed = reversedOn === undefined || reversedOn.slice(0, 7) > claimPeriod
  if (isClaimed && isIn(period, `${claimPeriod}-01`)) add('29', amount)
  if (isClaimed && reversedOn !== undefined && isIn(period, reversedOn)) add('27', amount)
}

/** The balance of an invoice at the end of a day, in poisha, from its events alone. */
export const balanceOn = (events: readonly InvoiceEvent[], on: string): bigint => {
  let [owed, received, writtenOff] = [0n, 0n, 0n]
  const amountIn = (line: { value: string; supplementaryDuty: string; vat: string }) =>
    [line.value, line.supplementaryDuty, line.vat].reduce((sum, text) => sum + poishaOf(text), 0n)
  const isReversed = (id: string) =>
    events.some(
      (event) =>
        (event.type === 'PaymentReversed' && event.paymentId === id && event.reversedOn <= on) ||
        (event.type === 'WriteOffReversed' && event.writeOffId === id && event.reversedOn <= on),
    )
  const issued = events.flatMap((event) =>
    event.type === 'LegalNumberAssigned' && dateInDhaka(event.issuedAt) <= on ? [event.document.noteId] : [],
  )
  for (const event of events) {
    if (event.type === 'InvoiceCreated' && issued.includes(null))
      for (const line of event.lines) owed += amountIn(line)
    if (event.type === 'CreditNoteIssued' && issued.includes(event.noteId))
      for (const line of event.lines) owed -= amountIn(line)
    if (event.type === 'DebitNoteIssued' && issued.includes(event.noteId))
      for (const line of event.lines) owed += amountIn(line)
    if (event.type === 'PaymentRecorded' && event.paidOn <= on && !isReversed(event.paymentId))
      received += poishaOf(event.amount)
    if (event.type === 'RefundRecorded' && event.paidOn <= on) received -= poishaOf(event.amount)
    if (event.type === 'BalanceWrittenOff' && dateInDhaka(event.at) <= on && !isReversed(event.writeOffId))
      writtenOff += poishaOf(event.amount)
  }
  const open = owed - received
  if (open <= 0n) return open
  return open > writtenOff ? open - writtenOff : 0n
}

const poishaOf = (taka: string): bigint => BigInt(taka.replace('.', ''))
