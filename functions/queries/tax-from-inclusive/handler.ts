import * as z from 'zod'
import { taxFromInclusive } from '../../../domain/tax/inclusive.ts'
import { tenantFunction } from '../../../infra/lambda/tenant-function.ts'
import { decimal, optional } from '../../contract/inputs/fields.ts'
import { answerWith, failWith } from '../../contract/views/answer.ts'
import { money } from '../../contract/views/money.ts'

const declared = {
  name: 'taxFromInclusive',
  operation: 'taxFromInclusive',
  input: z.strictObject({ gross: decimal, vatRate: decimal, supplementaryDutyRate: optional(decimal) }),
} as const

/** A calculation that reads and stores nothing. */
export const handler = tenantFunction(
  declared,
  async ({ input: { gross, vatRate, supplementaryDutyRate } }) => {
    const result = taxFromInclusive({ gross, vatRate, supplementaryDutyRate: supplementaryDutyRate ?? null })
    if (!result.ok) return failWith(result.refusal)
    const { value, supplementaryDuty, vat } = result.value
    return answerWith({
      value: money(value),
      supplementaryDuty: money(supplementaryDuty),
      vatAmount: money(vat),
    })
  },
)
