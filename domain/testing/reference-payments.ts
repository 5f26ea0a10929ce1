export type ModelMethod = 'CASH' | 'VDS_CERTIFICATE' | 'TDS_CERTIFICATE'

type Reversible = { amount: bigint; reversed: boolean }
type Receipt = Reversible & { method: ModelMethod }

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n)
const standing = (all: readonly Reversible[]): bigint =>
  sum(all.map(({ amount, reversed }) => (reversed ? 0n : amount)))

/** What was received, paid back and given up on the invoice of the reference model. */
export class ReferencePayments {
  readonly receipts: Receipt[] = []
  readonly refunds: bigint[] = []
  readonly writeOffs: Reversible[] = []

  /** Receipts - reversals - refunds. */
  get received(): bigint {
    return standing(this.receipts) - sum(this.refunds)
  }
  /** All write-offs that are not reversed. */
  get givenUp(): bigint {
    return standing(this.writeOffs)
  }
  certified(method: ModelMethod): bigint {
    return standing(this.receipts.filter((one) => one.method === method))
  }
  /** Whether there is one to reverse. */
  reverse(of: 'receipts' | 'writeOffs', index: number): boolean {
    const one = this[of][index]
    if (!one || one.reversed) return false
    if (of === 'receipts' && this.received < one.amount) return false
    one.reversed = true
    return true
  }
}
