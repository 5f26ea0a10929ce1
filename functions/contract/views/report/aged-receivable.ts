import { add, type Poisha, zero } from '../../../../domain/money/poisha.ts'
import type { AgedReceivable } from '../../../../domain/report/ages.ts'
import { money } from '../money.ts'

/** The type AgedReceivable of the contract. */
export const agedReceivableView = ({ buyerId, name, owed, owedToBuyer }: AgedReceivable) => {
  const at = (age: number): Poisha => owed[age] ?? zero
  return {
    customerId: buyerId,
    name,
    notDue: money(at(0)),
    days1to30: money(at(1)),
    days31to60: money(at(2)),
    days61to90: money(at(3)),
    over90: money(at(4)),
    total: money(add(...owed)),
    owedToBuyer: money(owedToBuyer),
  }
}
