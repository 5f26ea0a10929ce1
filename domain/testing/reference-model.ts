import { fits, type ModelLine, nearest, type Part, type Sizes, supplied, taxed } from './reference-tax.ts'

type Change = Sizes & { line: number; sign: 1n | -1n }

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n)

/**
 * A second model of an invoice's money, written from the rules and not from the code: it keeps lists of what
 * happened, and adds them up each time. The model test compares the decisions with it.
 */
export class ReferenceModel {
  phase: 'DRAFT' | 'PENDING_APPROVAL' | 'ISSUED' | 'CANCELLED' = 'DRAFT'
  lines: readonly ModelLine[]
  late = false
  readonly changes: Change[] = []
  readonly receipts: { amount: bigint; reversed: boolean }[] = []
  readonly refunds: bigint[] = []

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
    return sum(this.receipts.map(({ amount, reversed }) => (reversed ? 0n : amount))) - sum(this.refunds)
  }
  get balance(): bigint {
    return this.net - this.received
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
  submit(): boolean {
    return this.is('DRAFT') && this.go('PENDING_APPROVAL')
  }
  reject(): boolean {
    return this.is('PENDING_APPROVAL') && this.go('DRAFT')
  }
  approve(): boolean {
    return this.is('DRAFT', 'PENDING_APPROVAL') && this.total > 0n && this.go('ISSUED')
  }
  cancel(): boolean {
    if (!this.is('DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'OVERDUE') || this.received !== 0n) return false
    if (this.phase === 'ISSUED')
      for (const line of this.lines.keys()) this.changes.push({ line, sign: -1n, ...this.remains(line) })
    return this.go('CANCELLED')
  }
  private go(phase: ReferenceModel['phase']): true {
    this.phase = phase
    return true
  }

  pay(amount: bigint): boolean {
    if (!this.is('APPROVED', 'PARTIALLY_PAID', 'OVERDUE') || amount <= 0n || amount > this.balance)
      return false
    this.receipts.push({ amount, reversed: false })
    return true
  }
  reverse(index: number): boolean {
    const receipt = this.receipts[index]
    if (
      !this.is('PARTIALLY_PAID', 'OVERDUE', 'PAID') ||
      !receipt ||
      receipt.reversed ||
      this.received < receipt.amount
    )
      return false
    receipt.reversed = true
    return true
  }
  refund(amount: bigint): boolean {
    if (!this.is('PAID') || amount <= 0n || amount > -this.balance) return false
    this.refunds.push(amount)
    return true
  }

  private mayBeNoted(line: number): boolean {
    return this.is('APPROVED', 'PARTIALLY_PAID', 'OVERDUE', 'PAID') && line < this.lines.length
  }
  creditQuantity(line: number, quantity: bigint): boolean {
    const left = this.remains(line)
    if (!this.mayBeNoted(line) || quantity <= 0n || quantity > left.quantity) return false
    const share = (part: bigint) => nearest(part * quantity, left.quantity)
    const sizes = { value: share(left.value), duty: share(left.duty), vat: share(left.vat) }
    if (sizes.value + sizes.duty + sizes.vat === 0n) return false
    this.changes.push({ line, sign: -1n, quantity, ...sizes })
    return true
  }
  creditAmount(line: number, amount: bigint): boolean {
    const left = this.remains(line)
    if (!this.mayBeNoted(line) || amount <= 0n || amount > left.value) return false
    const share = (part: bigint) => nearest(part * amount, left.value)
    const vat = this.lines[line]?.specific === null ? share(left.vat) : 0n
    this.changes.push({ line, sign: -1n, quantity: 0n, value: amount, duty: share(left.duty), vat })
    return true
  }
  debitQuantity(line: number, quantity: bigint): boolean {
    const terms = this.lines[line]
    return (
      terms !== undefined &&
      quantity > 0n &&
      fits(terms, quantity, 0n) &&
      this.debit(line, supplied(terms, quantity, 0n))
    )
  }
  debitAmount(line: number, amount: bigint): boolean {
    const terms = this.lines[line]
    return terms !== undefined && amount > 0n && this.debit(line, taxed(terms, 0n, amount))
  }
  private debit(line: number, sizes: Sizes): boolean {
    if (!this.mayBeNoted(line) || sizes.value + sizes.duty + sizes.vat === 0n) return false
    this.changes.push({ line, sign: 1n, ...sizes })
    return true
  }
}
