import { type Refused, refused } from '../../decision.ts'
import { add, type Poisha, writeTaka } from '../../money/poisha.ts'
import type { PaymentMethod } from '../event-shapes.ts'
import type { ExistingInvoice } from '../state.ts'

/**
 * The refusal of a certificate of withheld tax that is above the tax that could be withheld, or null. VAT is
 * withheld from the VAT charged (s.49), and income tax from the value without supplementary duty and VAT.
 * Debit notes raise both. Credit notes lower neither: what the buyer withheld before them stays withheld.
 */
export const refuseExcessCertificate = (
  invoice: ExistingInvoice,
  method: PaymentMethod,
  amount: Poisha,
): Refused | null => {
  const certified = (): Poisha => add(amount, ...unreversed(invoice, method))
  if (method === 'VDS_CERTIFICATE') {
    const vat = withDebits(invoice, invoice.totals.vat, 'vat')
    if (certified() <= vat) return null
    const params = { certified: writeTaka(certified()), vat: writeTaka(vat) }
    return refused('VDS_EXCEEDS_VAT', params, 'input.amount')
  }
  if (method !== 'TDS_CERTIFICATE') return null
  const value = withDebits(invoice, invoice.totals.subtotal, 'value')
  if (certified() <= value) return null
  const params = { certified: writeTaka(certified()), value: writeTaka(value) }
  return refused('TDS_EXCEEDS_VALUE', params, 'input.amount')
}

const unreversed = ({ payments }: ExistingInvoice, method: PaymentMethod): readonly Poisha[] =>
  payments
    .filter((payment) => payment.method === method && payment.reversal === null)
    .map(({ amount }) => amount)

const withDebits = ({ notes }: ExistingInvoice, amount: Poisha, part: 'vat' | 'value'): Poisha =>
  add(amount, ...notes.filter(({ kind }) => kind === 'DEBIT').map((note) => note[part]))
