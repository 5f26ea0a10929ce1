export type ModelMethod = 'CASH' | 'VDS_CERTIFICATE' | 'TDS_CERTIFICATE'

type Reversible = { amount: bigint; reversed: boolean }
/** A part belongs to a receipt over several invoices. */
type Receipt = Reversible & { method: ModelMethod; isPart: boolean }

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n)
const standing = (all: readonly Reversible[]): bigint =>
  sum(all.map(({ amount, reversed }) => (reversed ? 0n : amount)))

const reverse = (one: Reversible): boolean => {
  if (one.reversed) return false
  one.reversed = true
  return true
}

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
  /** Whether there is one to reverse. A part is reversed with its receipt, and only a part is. */
  reverseReceived(index: number, isPart: boolean): boolean {
    const one = this.receipts[index]
    return one?.isPart === isPart && this.received >= one.amount && reverse(one)
  }
  reverseWriteOff(index: number): boolean {
    const one = this.writeOffs[index]
    return one !== undefined && reverse(one)
  }
}
