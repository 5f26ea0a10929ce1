import { decided } from '../decision.ts'
import { create, numberDraft } from '../invoice/draft/create.ts'
import type { CreateInput, LineInput, UpdateInput } from '../invoice/draft/input.ts'
import { reject } from '../invoice/draft/reject.ts'
import { submit } from '../invoice/draft/submit.ts'
import { type Update, update } from '../invoice/draft/update.ts'
import { approve } from '../invoice/issue/approve.ts'
import { assignNumber } from '../invoice/issue/assign-number.ts'
import { cancel } from '../invoice/notes/cancel.ts'
import { credit } from '../invoice/notes/credit.ts'
import { debit } from '../invoice/notes/debit.ts'
import type { NoteLineInput, RecipientInput } from '../invoice/notes/input.ts'
import type { PaymentInput } from '../invoice/payments/input.ts'
import { recordPayment } from '../invoice/payments/record-payment.ts'
import { recordRefund } from '../invoice/payments/record-refund.ts'
import { reversePayment } from '../invoice/payments/reverse-payment.ts'
import { type LegalSeries, type RegisterHead, registerYear } from '../numbering/documents.ts'
import { mainPlace } from '../numbering/places.ts'
import type { RegisteredTenant } from '../tenant/state.ts'
import { acme, unsigned } from './acme.ts'
import { type Decide, onExisting } from './scenario.ts'

export { acme, unsigned }

/** The people, tenant and orders of the examples, and each command as a decision with defaults. */
export const rahim = 'u-rahim'
export const karim = 'u-karim'

/** 15 October 2024, noon in Dhaka. */
export const noon = '2024-10-15T06:00:00Z'

export const tenBags: LineInput = {
  description: 'Portland cement, 50 kg',
  unit: 'bag',
  quantity: '10',
  unitPrice: '1000',
  hsCode: '2523.29.00',
}
/** 10 x 1,000 with supplementary duty of 20 %: value 10,000, duty 2,000, VAT 1,800. */
export const dutiableBags: LineInput = { ...tenBags, supplementaryDutyRate: '20' }

export const order: CreateInput = {
  vendorId: 'vendor-1',
  customerId: 'customer-1',
  invoiceDate: '2024-10-15',
  dueDate: '2024-11-15',
  customerName: 'বেঙ্গল ট্রেডার্স',
  customerAddress: '৭ আগ্রাবাদ, চট্টগ্রাম',
  customerBIN: '001234567-0202',
  lineItems: [tenBags],
}

export const registerOf = (
  series: LegalSeries,
  at: string,
  revision = -1,
  place = mainPlace,
): RegisterHead => ({
  series,
  place,
  fiscalYear: registerYear(at),
  revision,
})

type When = Readonly<{ by?: string; at?: string }>
const someone = ({ by = rahim, at = noon }: When) => ({ by, at })

export const creating =
  (input: Partial<CreateInput> = {}, when: When & { tenant?: RegisteredTenant } = {}): Decide =>
  () => {
    const tenant = when.tenant ?? acme
    const decision = create({ tenant, invoiceId: 'i-1', input: { ...order, ...input }, ...someone(when) })
    return decision.ok ? decided(...decision.events.map((draft) => numberDraft(draft, 1))) : decision
  }

/** A draft with these lines. */
export const creatingLines = (...lineItems: readonly LineInput[]): Decide => creating({ lineItems })

export const updating = (input: UpdateInput, when: When & Partial<Update> = {}): Decide =>
  onExisting((invoice) => update(invoice, { tenant: acme, earlier: [], ...when, input, ...someone(when) }))

export const submitting = (when: When = {}): Decide => onExisting((invoice) => submit(invoice, someone(when)))

export const rejecting = (reason = 'Wrong price', when: When = {}): Decide =>
  onExisting((invoice) => reject(invoice, { reason, ...someone(when) }))

export const approving = (when: When & { tenant?: RegisteredTenant; register?: RegisterHead } = {}): Decide =>
  onExisting((invoice) => {
    const { by, at } = someone(when)
    return approve(invoice, {
      tenant: when.tenant ?? acme,
      register: when.register ?? registerOf('6.3', at, -1, invoice.place),
      by,
      at,
    })
  })

export const numbering = (serial = 1, issuedAt = noon): Decide =>
  onExisting((invoice) =>
    assignNumber(invoice, {
      document: { kind: 'INVOICE', invoiceId: 'i-1', noteId: null },
      serial,
      issuedAt,
    }),
  )

export const cancelling = (
  reason = 'ক্রেতা অর্ডার বাতিল করেছেন',
  when: When & { recipient?: RecipientInput; noteId?: string } = {},
): Decide =>
  onExisting((invoice) => {
    const { by, at } = someone(when)
    const noteId = when.noteId ?? 'n-cancel'
    return cancel(invoice, {
      tenant: acme,
      reason,
      recipient: when.recipient,
      noteId,
      register: registerOf('6.7', at, -1, invoice.place),
      by,
      at,
    })
  })

export const cash = (amount: string, more: Partial<PaymentInput> = {}): PaymentInput => ({
  amount,
  method: 'CASH',
  paidOn: '2024-10-15',
  ...more,
})

export const paying = (amount: string, when: When & { id?: string } & Partial<PaymentInput> = {}): Decide =>
  onExisting((invoice) => {
    const { id = `p-${amount}`, by, at, ...more } = when
    return recordPayment(invoice, { newId: id, input: cash(amount, more), by: by ?? rahim, at: at ?? noon })
  })

export const reversing = (
  paymentId: string,
  reason = 'Check bounced',
  { reversedOn, ...when }: When & { reversedOn?: string | null } = {},
): Decide =>
  onExisting((invoice) =>
    reversePayment(invoice, { paymentId, reason, ...someone(when), reversedOn: reversedOn ?? null }),
  )

export const refunding = (
  amount: string,
  when: When & { id?: string; refundId?: string } & Partial<PaymentInput> = {},
): Decide =>
  onExisting((invoice) => {
    const { id = `r-${amount}`, by, at, ...more } = when
    return recordRefund(invoice, { newId: id, input: cash(amount, more), by: by ?? rahim, at: at ?? noon })
  })

type NoteWhen = When & {
  id?: string
  tenant?: RegisteredTenant
  recipient?: RecipientInput | null
  vehicle?: string | null | undefined
  reason?: string
}

export const crediting = (lines: readonly NoteLineInput[], when: NoteWhen = {}): Decide =>
  onExisting((invoice) => {
    const { by, at } = someone(when)
    const { id: noteId = 'n-credit', reason = 'Returned', tenant = acme, recipient, vehicle } = when
    return credit(invoice, {
      tenant,
      noteId,
      lines,
      reason,
      recipient,
      vehicle,
      register: registerOf('6.7', at, -1, invoice.place),
      by,
      at,
    })
  })

export const debiting = (lines: readonly NoteLineInput[], when: NoteWhen = {}): Decide =>
  onExisting((invoice) => {
    const { by, at } = someone(when)
    const { id: noteId = 'n-debit', reason = 'Delivered more', tenant = acme, recipient, vehicle } = when
    return debit(invoice, {
      tenant,
      noteId,
      lines,
      reason,
      recipient,
      vehicle,
      register: registerOf('6.8', at, -1, invoice.place),
      by,
      at,
    })
  })
