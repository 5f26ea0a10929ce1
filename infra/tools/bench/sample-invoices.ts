import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { fiscalYearOf } from '../../../domain/calendar/fiscal-year.ts'
import type { Decision } from '../../../domain/decision.ts'
import { create, numberDraft } from '../../../domain/invoice/draft/create.ts'
import { submit } from '../../../domain/invoice/draft/submit.ts'
import type { InvoiceEvent } from '../../../domain/invoice/events.ts'
import { evolve } from '../../../domain/invoice/evolve.ts'
import { approve } from '../../../domain/invoice/issue/approve.ts'
import { assignNumber } from '../../../domain/invoice/issue/assign-number.ts'
import { cancel } from '../../../domain/invoice/notes/cancel.ts'
import { recordPayment } from '../../../domain/invoice/payments/record-payment.ts'
import { type ExistingInvoice, initial } from '../../../domain/invoice/state.ts'
import { settlementOf } from '../../../domain/invoice/status.ts'
import { type Poisha, writeTaka } from '../../../domain/money/poisha.ts'
import { registerYear } from '../../../domain/numbering/documents.ts'
import { mainPlace } from '../../../domain/numbering/places.ts'
import type { RegisteredTenant } from '../../../domain/tenant/state.ts'
import { demoGoods } from '../../run/local/demo/goods.ts'
import { demoTenants } from '../../run/local/demo/tenants.ts'
import { lostBuyer, regularBuyers } from './sample-buyers.ts'

/** The events of one invoice and the state that they give. */
export type SampleInvoice = { id: string; events: readonly InvoiceEvent[]; invoice: ExistingInvoice }

/** `until` is the end of the four years, ISO 8601 in UTC. */
type Options = { tenantId: string; count: number; until: string }

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const years = 4

/**
 * Yields the invoices of a firm over four years, oldest first. Most are paid, some late and some never; the
 * latest are open or still drafts; a few are backdated, cancelled or never submitted. The domain decides
 * every event. The same options give the same invoices on every machine.
 */
export function* sampleInvoices({ tenantId, count, until }: Options): Generator<SampleInvoice> {
  const pick = pickFrom(count)
  const endMs = Date.parse(until)
  const startMs = endMs - years * 365 * dayMs
  const serials = new Map<string, number>()
  const nextSerial = (register: string): number => {
    const next = (serials.get(register) ?? 0) + 1
    serials.set(register, next)
    return next
  }
  const tenant = sampleTenant(tenantId)
  for (let index = 0; index < count; index++) {
    const createdMs = startMs + ((endMs - startMs) * index) / count
    yield sampleInvoice({ tenant, createdMs, endMs, elapsed: index / count, pick, nextSerial })
  }
}

const sampleTenant = (tenantId: string): RegisteredTenant => ({
  ...demoTenants[0],
  id: tenantId,
  status: 'REGISTERED',
  makerChecker: false,
  writeOffLimit: '10.00',
  places: [],
  placesInUse: [],
  createdAt: '2020-01-01T00:00:00Z',
  updatedAt: '2020-01-01T00:00:00Z',
})

/** Returns a pseudorandom integer from 0 to bound - 1. */
type Pick = (bound: number) => number

/** `elapsed` is the part of the four years before the invoice, from 0 to 1. */
type Circumstances = {
  tenant: RegisteredTenant
  createdMs: number
  endMs: number
  elapsed: number
  pick: Pick
  nextSerial(register: string): number
}

const sampleInvoice = (circumstances: Circumstances): SampleInvoice => {
  const { tenant, createdMs, endMs, elapsed, pick, nextSerial } = circumstances
  const id = pickUuid(pick)
  const input = pickInput(createdMs, elapsed, pick)
  const draftSerial = nextSerial(`INV ${fiscalYearOf(input.invoiceDate)}`)
  const created = create({ tenant, invoiceId: id, input, by: 'u-maker', at: instant(createdMs) })
  const story = beginStory(accepted(created).map((draft) => numberDraft(draft, draftSerial)))
  const fate = pick(100)
  const approvedMs = createdMs + (1 + pick(60)) * hourMs
  const afterMinute = instant(createdMs + 60_000)
  if (fate < 6) story.decide((invoice) => cancel(invoice, { tenant, ...cancellation(afterMinute) }))
  else if (fate === 7) story.decide((invoice) => submit(invoice, { by: 'u-maker', at: afterMinute }))
  else if (fate > 8 && approvedMs < endMs) {
    approveAndNumber(story, id, instant(approvedMs), circumstances)
    pay(story, { dueMs: Date.parse(input.dueDate), endMs, approvedMs, pick })
  }
  return { id, events: story.events, invoice: story.invoice() }
}

const cancellation = (at: string) => ({
  reason: 'ক্রেতা অর্ডার বাতিল করেছেন',
  noteId: 'unused',
  register: { series: '6.7', place: mainPlace, fiscalYear: registerYear(at), revision: -1 } as const,
  by: 'u-maker',
  at,
})

const approveAndNumber = (
  story: Story,
  invoiceId: string,
  at: string,
  { tenant, nextSerial }: Circumstances,
): void => {
  const fiscalYear = registerYear(at)
  const serial = nextSerial(`6.3 ${fiscalYear}`)
  const register = { series: '6.3', place: mainPlace, fiscalYear, revision: serial - 1 } as const
  const document = { kind: 'INVOICE', invoiceId, noteId: null } as const
  story.decide((invoice) => approve(invoice, { tenant, register, by: 'u-checker', at }))
  story.decide((invoice) => assignNumber(invoice, { document, serial, issuedAt: at }))
}

type Paying = { dueMs: number; endMs: number; approvedMs: number; pick: Pick }

/** Pays in full or in part, at once or twice, around the due date. One invoice in ten is never paid. */
const pay = (story: Story, { dueMs, endMs, approvedMs, pick }: Paying): void => {
  const habit = pick(100)
  const paidMs = Math.max(approvedMs + dayMs, dueMs + (pick(60) - 35) * dayMs)
  if (habit < 10 || paidMs >= endMs) return
  const at = instant(paidMs)
  const payShare = (divisor: bigint, paymentId: string) =>
    story.decide((invoice) => {
      const amount = writeTaka((settlementOf(invoice).balance / divisor) as Poisha)
      const input = { amount, method: 'CASH', paidOn: dhakaDate(at) } as const
      return recordPayment(invoice, { newId: paymentId, input, by: 'u-cashier', at })
    })
  if (habit < 30) payShare(2n, 'p-1')
  if (habit >= 15) payShare(1n, 'p-2')
}

const pickInput = (createdMs: number, elapsed: number, pick: Pick) => {
  const invoiceDate = dhakaDate(instant(createdMs - (pick(20) ? 0 : pick(20) * dayMs)))
  const buyers = elapsed < 1 / years && pick(5) === 0 ? [lostBuyer] : regularBuyers
  // The square makes the first buyers of the list buy most.
  const buyer = buyers[Math.floor((pick(10_000) / 10_000) ** 2 * buyers.length)] ?? lostBuyer
  return {
    vendorId: 'V-001',
    ...buyer,
    invoiceDate,
    dueDate: dhakaDate(instant(Date.parse(invoiceDate) + (15 + 15 * pick(4)) * dayMs)),
    lineItems: Array.from({ length: 1 + pick(4) }, () => {
      const { quantities, ...good } = pickOne(demoGoods, pick)
      return { ...good, quantity: pickOne(quantities, pick), discount: `${pick(500)}.${10 + pick(90)}` }
    }),
  }
}

const pickOne = <T>(from: readonly T[], pick: Pick): T => from[pick(from.length)] as T

const instant = (milliseconds: number): string => new Date(milliseconds).toISOString()

/** An invoice and the events that led to it. `decide` adds those of a decision. */
type Story = {
  events: readonly InvoiceEvent[]
  invoice(): ExistingInvoice
  decide(decision: (invoice: ExistingInvoice) => Decision<InvoiceEvent>): void
}

const beginStory = ([created, ...more]: readonly InvoiceEvent[]): Story => {
  if (!created || more.length > 0) throw new Error('A story begins with one event')
  const events = [created]
  let invoice = evolve(initial, created)
  return {
    events,
    invoice: () => invoice,
    decide: (decision) => {
      const next = accepted(decision(invoice))
      events.push(...next)
      invoice = next.reduce(evolve, invoice)
    },
  }
}

const accepted = <Event>(decision: Decision<Event>): readonly Event[] => {
  if (decision.ok) return decision.events
  throw new Error(`A sample invoice was refused: ${decision.refusal.code} ${decision.refusal.message}`)
}

/** A linear congruential generator, so that every run measures the same invoices. */
const pickFrom = (seed: number): Pick => {
  let state = seed >>> 0
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

const pickUuid = (pick: Pick): string => {
  const hex = Array.from({ length: 8 }, () => pick(65_536).toString(16).padStart(4, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}
