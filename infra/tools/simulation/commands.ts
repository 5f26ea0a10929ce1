import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import type { Random } from '../seeded-random.ts'

/** A command of a client: the same key makes a repetition of it known. */
export type Command = { functionKey: string; field: string; input: object; key: string }

/** What the clients of a life know of an invoice, from the answers that they got. */
export type KnownInvoice = { id: string; lineItemId: string; isIssued: boolean; payments: string[] }

/** What the clients of a life know, all together. */
export type Known = { invoices: KnownInvoice[]; receipts: string[] }

export type Chosen = Omit<Command, 'key'>

/** One line of 10 pieces of 100 taka: 1,150.00 with VAT. */
const pieces = { quantity: '10', unitPrice: '100.00' }
const wholeAmount = '1150.00'
const amounts = ['100.00', '400.00', '575.00', wholeAmount, wholeAmount]
const maxInvoices = 3

const places = ['MAIN', 'MAIN', 'CTG']

/**
 * Chooses the next command of a client: mostly one that is possible, as far as the client knows. The others are
 * refused.
 */
export const chooseCommand = (random: Random, known: Known, nowMs: number): Chosen => {
  const today = dhakaDate(new Date(nowMs).toISOString())
  const { invoices } = known
  if (invoices.length === 0 || (invoices.length < maxInvoices && random.chance(0.25)))
    return createInvoice(today, random.pick(places))
  const invoice = random.pick(invoices)
  const isUnlikely = random.chance(0.1)
  return random.pick(invoice.isIssued === isUnlikely ? ofDrafts : ofIssued)({ random, known, invoice, today })
}

type Situation = { random: Random; known: Known; invoice: KnownInvoice; today: string }
type Choose = (situation: Situation) => Chosen

export const createInvoice = (today: string, place: string): Chosen => ({
  functionKey: 'create-invoice',
  field: 'createInvoice',
  input: {
    input: {
      ...{ vendorId: 'vendor-1', customerId: 'customer-1', invoiceDate: today, dueDate: today },
      ...{ lineItems: [{ description: 'Goods', ...pieces }], place },
    },
  },
})

export const approveInvoice = (id: string): Chosen => ({
  functionKey: 'approve-invoice',
  field: 'approveInvoice',
  input: { id },
})
const approve: Choose = ({ invoice: { id } }) => approveInvoice(id)

const submit: Choose = ({ invoice: { id } }) => ({
  functionKey: 'submit-invoice',
  field: 'submitInvoice',
  input: { id },
})

const money = (random: Random, today: string) => ({
  ...{ amount: random.pick(amounts), method: 'BANK_TRANSFER', bankAccountId: 'acc-1', paidOn: today },
})

const pay: Choose = ({ random, invoice: { id }, today }) => ({
  functionKey: 'record-payment',
  field: 'recordPayment',
  input: { invoiceId: id, input: money(random, today) },
})

const reversePayment: Choose = (situation) => {
  const { random, invoice, today } = situation
  if (invoice.payments.length === 0) return pay(situation)
  const paymentId = random.pick(invoice.payments)
  const input = { invoiceId: invoice.id, paymentId, reason: 'wrong amount', reversedOn: today }
  return { functionKey: 'reverse-payment', field: 'reversePayment', input }
}

const note =
  (kind: 'Credit' | 'Debit'): Choose =>
  ({ random, invoice: { id, lineItemId } }) => ({
    functionKey: `issue-${kind.toLowerCase()}-note`,
    field: `issue${kind}Note`,
    input: {
      invoiceId: id,
      lines: [{ lineItemId, quantity: random.pick(['1', '2', '10']) }],
      reason: 'returned',
    },
  })

const cancel: Choose = ({ invoice: { id } }) => ({
  functionKey: 'cancel-invoice',
  field: 'cancelInvoice',
  input: { id, reason: 'ordered twice' },
})

const writeOff: Choose = ({ invoice: { id } }) => ({
  functionKey: 'write-off-balance',
  field: 'writeOffBalance',
  input: { invoiceId: id, reason: 'rounding' },
})

/** A receipt over all invoices that are known to be issued, or else over all. */
const receive: Choose = ({ random, known: { invoices }, today }) => {
  const issued = invoices.filter(({ isIssued }) => isIssued)
  const allocations = (issued.length > 0 ? issued : invoices).map(({ id }) => ({
    invoiceId: id,
    amount: random.pick(['100.00', '300.00', '575.00']),
  }))
  const input = { ...money(random, today), customerId: 'customer-1', amount: '3450.00', allocations }
  return { functionKey: 'record-receipt', field: 'recordReceipt', input: { input } }
}

const reverseReceipt: Choose = (situation) => {
  const { random, known, today } = situation
  if (known.receipts.length === 0) return receive(situation)
  const input = { receiptId: random.pick(known.receipts), reason: 'bounced', reversedOn: today }
  return { functionKey: 'reverse-receipt', field: 'reverseReceipt', input }
}

const allocate: Choose = (situation) => {
  const { random, known, invoice } = situation
  if (known.receipts.length === 0) return receive(situation)
  const allocations = [{ invoiceId: invoice.id, amount: '100.00' }]
  const input = { receiptId: random.pick(known.receipts), allocations }
  return { functionKey: 'allocate-receipt', field: 'allocateReceipt', input }
}

/** The more often a command is in the list, the more often it is chosen. */
const ofDrafts: readonly Choose[] = [approve, approve, approve, approve, approve, submit, cancel]
const ofIssued: readonly Choose[] = [
  ...[pay, pay, pay, reversePayment, note('Credit'), note('Credit'), note('Debit')],
  ...[receive, receive, receive, allocate, reverseReceipt, cancel, writeOff, approve],
]

/** The keys of the functions of all commands that clients choose. */
export const commandKeys: readonly string[] = [
  ...['create-invoice', 'approve-invoice', 'submit-invoice', 'record-payment', 'reverse-payment'],
  ...['issue-credit-note', 'issue-debit-note', 'cancel-invoice', 'write-off-balance'],
  ...['record-receipt', 'allocate-receipt', 'reverse-receipt'],
]
