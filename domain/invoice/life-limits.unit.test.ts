import { describe, expect, test } from '@jest/globals'
import {
  approving,
  cancelling,
  creating,
  crediting,
  debiting,
  paying,
  refunding,
  reversing,
  tenBags,
  updating,
} from '../testing/examples.ts'
import { history, invoiceAfter } from '../testing/scenario.ts'
import { writingOff } from '../testing/settlement.ts'
import { bytesOfJson } from '../text/json-bytes.ts'
import type { InvoiceUpdated } from './events.ts'
import type { ExistingInvoice, NoteLine } from './state.ts'

const issued = invoiceAfter(creating(), approving())
const line = [{ lineItemId: 'i-1-1', quantity: '1' }]
const [payment] = invoiceAfter(creating(), approving(), paying('0.01')).payments
const [note] = invoiceAfter(creating(), approving(), crediting(line)).notes

const withPayments = (count: number, invoice = issued): ExistingInvoice => ({
  ...invoice,
  payments: Array.from({ length: count }, (_, index) => ({ ...payment, id: `p-${index}` }) as never),
})
const withNotes = (count: number, lines = 1): ExistingInvoice => ({
  ...issued,
  notes: Array.from({ length: count }, (_, index) => ({
    ...note,
    id: `n-${index}`,
    lines: Array<NoteLine>(lines).fill(note?.lines[0] as NoteLine),
  })) as never,
})
const codeOf = (decision: ReturnType<ReturnType<typeof paying>>) =>
  decision.ok ? null : [decision.refusal.code, decision.refusal.params.most]

const mebibyte = 1024 * 1024

/** A draft with these lines, and an update of it. */
const updated = (lineItems = [tenBags]) => {
  const decisions = [creating({ lineItems }), updating({ vehicle: 'Van 1' })]
  const draft = invoiceAfter(...decisions)
  return { draft, update: history(...decisions)[1] as InvoiceUpdated }
}

describe('a draft', () => {
  test('has at most 1,000 updates; one that changes nothing is accepted after them', () => {
    const { draft, update } = updated()
    const updatedAfter = (count: number, vehicle: string) =>
      updating({ vehicle }, { earlier: Array(count).fill(update) })(draft)
    expect(codeOf(updatedAfter(999, 'Van 2'))).toBeNull()
    expect(codeOf(updatedAfter(1_000, 'Van 2'))).toEqual(['TOO_MANY_UPDATES', 1000])
    expect(updatedAfter(1_000, 'Van 2')).toMatchObject({
      refusal: { path: 'input', params: { count: 1001, what: 'updates' } },
    })
    expect(updatedAfter(1_000, 'Van 1')).toEqual({ ok: true, events: [] })
  })

  test('has at most 16 MiB of updates, 64 of the largest content', () => {
    const { draft, update } = updated(Array(134).fill({ ...tenBags, description: 'ক'.repeat(500) }))
    const most = Math.floor((16 * mebibyte) / bytesOfJson(update))
    const updatedAfter = (count: number) =>
      updating({ vehicle: 'Van 2' }, { earlier: Array(count).fill(update) })
    expect(most).toBe(64)
    expect(codeOf(updatedAfter(most - 1)(draft))).toBeNull()
    expect(codeOf(updatedAfter(most)(draft))).toEqual(['TOO_MANY_UPDATES', 16 * mebibyte])
    expect(updatedAfter(most)(draft)).toMatchObject({
      refusal: {
        path: 'input',
        params: { count: (most + 1) * bytesOfJson(update), what: 'bytes of updates' },
      },
    })
  })
})

describe('an invoice', () => {
  test('has at most 1,000 receipts; a repeated one is still recognised, and one can be reversed', () => {
    expect(codeOf(paying('1', { id: 'new' })(withPayments(999)))).toBeNull()
    expect(codeOf(paying('1', { id: 'new' })(withPayments(1_000)))).toEqual(['TOO_MANY_PAYMENTS', 1000])
    expect(paying('0.01', { id: 'p-7' })(withPayments(1_000))).toMatchObject({ ok: true, events: [] })
    expect(codeOf(reversing('p-7')({ ...withPayments(1_100), paid: 1_100n as never }))).toBeNull()
  })

  test('can be refunded with 1,000 receipts, up to 1,100 payments in all', () => {
    const overpaid = invoiceAfter(creating(), approving(), paying('12000', { acceptOverpayment: true }))
    expect(codeOf(refunding('500')(withPayments(1_099, overpaid)))).toBeNull()
    expect(codeOf(refunding('500')(withPayments(1_100, overpaid)))).toEqual(['TOO_MANY_PAYMENTS', 1100])
  })

  test('can be written off with 1,000 receipts, up to 1,100 payments in all', () => {
    const almost = invoiceAfter(creating(), approving(), paying('11499.01'))
    expect(codeOf(writingOff()(withPayments(1_099, almost)))).toBeNull()
    expect(codeOf(writingOff()(withPayments(1_100, almost)))).toEqual(['TOO_MANY_PAYMENTS', 1100])
  })

  test('has at most 200 notes with 5,000 lines', () => {
    for (const noting of [crediting, debiting]) {
      expect(codeOf(noting(line)(withNotes(199)))).toBeNull()
      expect(codeOf(noting(line)(withNotes(200)))).toEqual(['TOO_MANY_NOTES', 200])
      expect(codeOf(noting(line)(withNotes(1, 4_999)))).toBeNull()
      expect(codeOf(noting(line)(withNotes(10, 500)))).toEqual(['TOO_MANY_NOTES', 5000])
    }
  })

  test('can be cancelled with any number of notes', () => {
    expect(codeOf(cancelling()(withNotes(200, 25)))).toBeNull()
  })
})
