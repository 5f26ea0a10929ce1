import {
  type Bill,
  type BillLine,
  type Costed,
  writeDollars,
  writeGigabyteSeconds,
  writeTakaCost,
} from '../../../domain/usage/bill.ts'
import { type Period, pricePeriods } from '../../../domain/usage/periods.ts'

/** The type Usage of the contract. */
export const usageView = (tenantId: string, { from, to }: Period, bill: Bill) => {
  const periods = pricePeriods(from, to)
  return {
    tenantId,
    from,
    to,
    ...figures(bill),
    lines: bill.lines.map(usageLineView),
    priceLists: [...new Set(periods.map(({ prices }) => prices))],
    exchangeRates: [...new Set(periods.map(({ rate }) => rate))],
  }
}

const usageLineView = (line: BillLine) => ({ operation: line.operation, ...figures(line) })

const figures = (costed: Costed) => ({
  invocations: Number(costed.invocations),
  errors: Number(costed.errors),
  billedMilliseconds: costed.billedMs.toString(),
  gigabyteSeconds: writeGigabyteSeconds(costed),
  cost: writeDollars(costed),
  currency: 'USD',
  costInTaka: writeTakaCost(costed),
})
