import { notes } from './reference-notes.ts'
import { type ModelMethod, ReferencePayments } from './reference-payments.ts'
import { type ModelLine, type Part, type Sizes, supplied } from './reference-tax.ts'

type Change = Sizes & { line: number; sign: 1n | -1n }
type Payment = { amount: bigint; method: ModelMethod; acceptOverpayment: boolean; isPart: boolean }

/** The places of the tenant. */
const places = ['MAIN', 'CTG']

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n)

/**
 * A second model of an invoice's money, written from the rules and not from the code: it keeps lists of what
 * happened, and adds them up each time. The model test compares the decisions with it.
 */
export class ReferenceModel {
  phase: 'DRAFT' | 'PENDING_APPROVAL' | 'ISSUED' | 'CANCELLED' = 'DRAFT'
  lines: readonly ModelLine[]
  /** The place of issue of the invoice and of all its notes. */
  place = 'MAIN'
  late = false
  readonly changes: Change[] = []
  readonly payments = new ReferencePayments()
  /** The time of the step. */
  now = ''
  paidAt: string | null = null
  private issued = false
  private cancelledSince = ''
  private notedAt = ''

  constructor(lines: readonly ModelLine[]) {
    this.lines = lines
  }

  remains(line: number): Sizes {
    const terms = this.lines[line]
    if (!terms) return { quantity: 0n, value: 0n, duty: 0n, vat: 0n }
    const original = supplied(terms, terms.quantity, terms.discount)
    const moved = (part: Part) =>
      sum(this.changes.filter((one) => one.line === line).map((one) => one.sign * one[part]))
    const left = (part: Part) => original[part] + moved(part)
    return { quantity: left('quantity'), value: left('value'), duty: left('duty'), vat: left('vat') }
  }

  /** Totals of the invoice without its notes. */
  get totals(): Readonly<{ value: bigint; duty: bigint; vat: bigint }> {
    const sizes = this.lines.map((line) => supplied(line, line.quantity, line.discount))
    return {
      value: sum(sizes.map(({ value }) => value)),
      duty: sum(sizes.map(({ duty }) => duty)),
      vat: sum(sizes.map(({ vat }) => vat)),
    }
  }
  get total(): bigint {
    const { value, duty, vat } = this.totals
    return value + duty + vat
  }
  get net(): bigint {
    return this.total + sum(this.changes.map(({ sign, value, duty, vat }) => sign * (value + duty + vat)))
  }
  get received(): bigint {
    return this.payments.received
  }
  /** W' of the rules: what was given up, as far as anything is open. */
  get writtenOff(): bigint {
    const open = this.net - this.received
    if (open <= 0n) return 0n
    return this.payments.givenUp < open ? this.payments.givenUp : open
  }
  get balance(): bigint {
    return this.net - this.received - this.writtenOff
  }
  /** The limits of certificates: the VAT or the value of the invoice and its debit notes. */
  mostOf(part: 'vat' | 'value'): bigint {
    const debits = this.changes.filter(({ sign }) => sign === 1n)
    return this.totals[part] + sum(debits.map((one) => one[part]))
  }
  get cancelledAt(): string | null {
    if (this.status !== 'CANCELLED') return null
    return this.phase === 'CANCELLED' ? this.cancelledSince : this.notedAt
  }
  get status(): string {
    if (this.phase !== 'ISSUED') return this.phase
    if (this.net === 0n && this.received === 0n) return 'CANCELLED'
    if (this.balance <= 0n) return 'PAID'
    if (this.late) return 'OVERDUE'
    return this.received > 0n ? 'PARTIALLY_PAID' : 'APPROVED'
  }

  private is(...statuses: readonly string[]): boolean {
    return statuses.includes(this.status)
  }

  update(lines: readonly ModelLine[]): boolean {
    if (!this.is('DRAFT')) return false
    this.lines = lines
    return true
  }
  move(place: string): boolean {
    if (!this.is('DRAFT') || !places.includes(place)) return false
    this.place = place
    return true
  }
  submit(): boolean {
    return this.is('DRAFT') && this.go('PENDING_APPROVAL')
  }
  reject(): boolean {
    return this.is('PENDING_APPROVAL') && this.go('DRAFT')
  }
  approve(): boolean {
    if (!this.is('DRAFT', 'PENDING_APPROVAL') || this.total === 0n) return false
    this.issued = true
    return this.go('ISSUED')
  }
  cancel(): boolean {
    if (!this.is('DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'OVERDUE') || this.received !== 0n) return false
    if (this.phase === 'ISSUED')
      for (const line of this.lines.keys()) this.changes.push({ line, sign: -1n, ...this.remains(line) })
    this.cancelledSince = this.now
    return this.go('CANCELLED')
  }
  private go(phase: ReferenceModel['phase']): true {
    this.phase = phase
    return true
  }

  /** After each step. */
  settle(): void {
    const isPaid = this.issued && this.balance <= 0n && this.received + this.writtenOff > 0n
    this.paidAt = isPaid && !this.is('CANCELLED') ? (this.paidAt ?? this.now) : null
  }

  private get cancelledAfterIssue(): boolean {
    return this.issued && this.is('CANCELLED')
  }
  pay({ amount, method, acceptOverpayment, isPart }: Payment): boolean {
    const open = this.is('APPROVED', 'PARTIALLY_PAID', 'OVERDUE')
    const accepted = acceptOverpayment && (this.is('PAID') || this.cancelledAfterIssue)
    if ((!open && !accepted) || amount <= 0n) return false
    if (amount > this.balance && !acceptOverpayment) return false
    const certified = this.payments.certified(method) + amount
    if (method === 'VDS_CERTIFICATE' && certified > this.mostOf('vat')) return false
    if (method === 'TDS_CERTIFICATE' && certified > this.mostOf('value')) return false
    this.payments.receipts.push({ amount, method, isPart, reversed: false })
    return true
  }
  reverse(index: number, isPart: boolean): boolean {
    const possible = this.is('PARTIALLY_PAID', 'OVERDUE', 'PAID') || this.cancelledAfterIssue
    return possible && this.payments.reverseReceived(index, isPart)
  }
  refund(amount: bigint): boolean {
    if (!this.is('PAID') && !this.cancelledAfterIssue) return false
    if (amount <= 0n || amount > this.received - this.net) return false
    this.payments.refunds.push(amount)
    return true
  }
  writeOff(limit: bigint): boolean {
    const amount = this.balance
    if (!this.issued || amount <= 0n || this.payments.givenUp + amount > limit) return false
    this.payments.writeOffs.push({ amount, reversed: false })
    return true
  }
  reverseWriteOff(index: number): boolean {
    return this.issued && this.payments.reverseWriteOff(index)
  }

  /** A credit (-1) or debit (1) of a line. */
  note(kind: keyof typeof notes, line: number, size: bigint): boolean {
    const terms = this.lines[line]
    if (!terms || !this.is('APPROVED', 'PARTIALLY_PAID', 'OVERDUE', 'PAID')) return false
    const sizes = notes[kind]({ terms, left: this.remains(line) }, size)
    if (!sizes) return false
    this.changes.push({ line, sign: kind.startsWith('credit') ? -1n : 1n, ...sizes })
    this.notedAt = this.now
    return true
  }
}
