import { randomUUID } from 'node:crypto'
import { lastDayOfMonth } from '../../../../domain/calendar/days.ts'
import { type Desk, line, today } from '../desk.ts'
import { receiptsOf, transfer } from '../receipts.ts'

/** Part of every invoice of acme, and of nothing else: a response to another tenant must not contain it. */
export const marker = 'Acme-only buyer'

/**
 * What a user of another tenant gets with the arguments of acme: null, NOT_FOUND, or data of the user's own
 * tenant.
 */
type Other = 'null' | 'NOT_FOUND' | 'own'

export type Sample = {
  /** Prepares what the operation needs in the tenant acme, and returns its arguments. */
  prepare(desk: Desk): Promise<Record<string, unknown>>
  other: Other
  /** Whether the response to acme contains the marker, which shows that a leak would be seen. */
  shows?: 'marker'
}

const parties = { customerName: marker, customerAddress: 'Dhaka' }
const lines = [line('1', '100')]

const draft = (desk: Desk) => desk.create(lines, parties)
const issued = (desk: Desk) => desk.issue(lines, { ...parties, invoiceDate: today(), dueDate: today() })
const certificate = { kind: 'TDS', number: 'T-1', date: today(), amount: '10' }
const cash = { method: 'CASH', paidOn: today() }

/** An issued invoice whose row queries can read. */
const listed = async (desk: Desk) => {
  const { id, revision } = await issued(desk)
  return desk.awaitRow(id, revision)
}
const paid = async (desk: Desk, amount = '50') => {
  const { id } = await issued(desk)
  return desk.run('pay', { id, input: { ...cash, amount, paymentId: randomUUID() } })
}
const month = () => ({ from: `${today().slice(0, 8)}01`, to: lastDayOfMonth(today()) })
const listedNote = async (desk: Desk) => {
  const { invoiceId, ...note } = await noteOf(desk)
  const { id, revision } = await desk.run('credit', { id: invoiceId, ...note })
  return desk.awaitRow(id, revision)
}
const period = { from: '2026-01-01', to: '2026-01-31' }
const id = async (invoice: Promise<{ id: string }>) => (await invoice).id
const nothing = async () => ({})

const noteOf = async (desk: Desk) => {
  const { id: invoiceId, lineItems } = await issued(desk)
  return { invoiceId, reason: 'Returned', lines: [{ lineItemId: lineItems[0].id, amount: '10' }] }
}
/** A receipt with unapplied money, and an open invoice of the same customer. */
const receiptFor = async (desk: Desk) => {
  const { id: invoiceId } = await issued(desk)
  const input = transfer('100', [{ invoiceId, amount: '10' }], { reference: marker })
  return { ...(await receiptsOf(desk.client).run('record', { input })), invoiceId }
}
const listedReceipt = async (desk: Desk) => {
  const { id, revision } = await receiptFor(desk)
  return receiptsOf(desk.client).awaitRow(id, revision)
}

const invoiceNotFound = { other: 'NOT_FOUND', shows: 'marker' } as const

/** A sample of every operation of the contract that is available. A test fails when one is missing. */
export const samples: Readonly<Record<string, Sample>> = {
  invoice: { prepare: async (desk) => ({ id: await id(listed(desk)) }), other: 'null', shows: 'marker' },
  invoiceByNumber: {
    prepare: async (desk) => ({ number: (await listed(desk)).mushakNumber }),
    other: 'null',
    shows: 'marker',
  },
  invoices: {
    prepare: async (desk) => ({ first: 5, filter: { invoiceNumber: (await listed(desk)).invoiceNumber } }),
    other: 'own',
    shows: 'marker',
  },
  invoiceHistory: {
    prepare: async (desk) => ({ id: await id(draft(desk)) }),
    other: 'null',
    shows: 'marker',
  },
  receipt: {
    prepare: async (desk) => ({ id: await id(listedReceipt(desk)) }),
    other: 'null',
    shows: 'marker',
  },
  receipts: {
    prepare: async (desk) => ({ customerId: (await listedReceipt(desk)).customerId, first: 100 }),
    other: 'own',
    shows: 'marker',
  },
  vatReturn: { prepare: async () => month(), other: 'own' },
  vatReturnSubForm: {
    prepare: async (desk) => {
      await listedNote(desk)
      return { ...month(), note: 31, first: 100 }
    },
    other: 'own',
    shows: 'marker',
  },
  highValueInvoices: {
    prepare: async (desk) => {
      const { id, revision } = await desk.issue([line('1', '300000')], parties)
      await desk.awaitRow(id, revision)
      return { ...month(), first: 5 }
    },
    other: 'own',
    shows: 'marker',
  },
  salesBook: {
    prepare: async (desk) => {
      await listed(desk)
      return { ...month(), first: 5 }
    },
    other: 'own',
    shows: 'marker',
  },
  agedReceivables: {
    prepare: async (desk) => {
      await listed(desk)
      return { on: today() }
    },
    other: 'own',
    shows: 'marker',
  },
  taxFromInclusive: { prepare: async () => ({ gross: '115', vatRate: '15' }), other: 'own' },
  usage: { prepare: async () => period, other: 'own' },
  platformUsage: { prepare: async () => period, other: 'own' },
  tenant: { prepare: nothing, other: 'own' },
  createInvoice: {
    prepare: async () => ({
      input: {
        ...{ vendorId: 'vendor-1', customerId: 'customer-1', invoiceDate: today(), dueDate: today() },
        lineItems: lines,
      },
    }),
    other: 'own',
  },
  updateInvoice: {
    prepare: async (desk) => ({ id: await id(draft(desk)), input: { vehicle: 'Truck' } }),
    ...invoiceNotFound,
  },
  submitInvoice: { prepare: async (desk) => ({ id: await id(draft(desk)) }), ...invoiceNotFound },
  rejectInvoice: {
    prepare: async (desk) => {
      const submitted = await desk.run('submit', { id: await id(draft(desk)) })
      return { id: submitted.id, reason: 'Wrong' }
    },
    ...invoiceNotFound,
  },
  approveInvoice: { prepare: async (desk) => ({ id: await id(draft(desk)) }), ...invoiceNotFound },
  cancelInvoice: {
    prepare: async (desk) => ({ id: await id(draft(desk)), reason: 'Mistake' }),
    ...invoiceNotFound,
  },
  recordPayment: {
    prepare: async (desk) => ({ invoiceId: await id(issued(desk)), input: { ...cash, amount: '10' } }),
    ...invoiceNotFound,
  },
  recordCertificates: {
    prepare: async (desk) => ({ input: [{ ...certificate, invoiceId: await id(issued(desk)) }] }),
    other: 'own',
  },
  reversePayment: {
    prepare: async (desk) => {
      const { id: invoiceId, payments } = await paid(desk)
      return { invoiceId, paymentId: payments[0].id, reason: 'Bounced' }
    },
    ...invoiceNotFound,
  },
  recordRefund: {
    prepare: async (desk) => {
      const { id: invoiceId, lineItems } = await paid(desk, '115')
      const credit = [{ lineItemId: lineItems[0].id, amount: '50' }]
      await desk.run('credit', { id: invoiceId, lines: credit, reason: 'Returned' })
      return { invoiceId, input: { ...cash, amount: '10' } }
    },
    ...invoiceNotFound,
  },
  recordReceipt: {
    prepare: async (desk) => ({
      input: transfer('100', [{ invoiceId: await id(issued(desk)), amount: '10' }]),
    }),
    other: 'NOT_FOUND',
  },
  allocateReceipt: {
    prepare: async (desk) => {
      const { id: receiptId, invoiceId } = await receiptFor(desk)
      return { receiptId, allocations: [{ invoiceId, amount: '5' }] }
    },
    ...invoiceNotFound,
  },
  reverseReceipt: {
    prepare: async (desk) => ({ receiptId: await id(receiptFor(desk)), reason: 'Bounced' }),
    ...invoiceNotFound,
  },
  writeOffBalance: {
    prepare: async (desk) => ({ invoiceId: await id(paid(desk, '114')), reason: 'Bank charge' }),
    ...invoiceNotFound,
  },
  issueCreditNote: { prepare: noteOf, ...invoiceNotFound },
  issueDebitNote: { prepare: noteOf, ...invoiceNotFound },
  registerTenant: {
    prepare: async () => ({ input: { id: `t${randomUUID().slice(0, 8)}`, name: 'New' } }),
    other: 'own',
  },
  updateTenant: { prepare: async () => ({ input: { address: 'Khulna' } }), other: 'own' },
}
