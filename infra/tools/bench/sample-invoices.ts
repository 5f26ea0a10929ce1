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
import { registerYear } from '../../../domain/numbering/series.ts'
import type { RegisteredTenant } from '../../../domain/tenant/state.ts'
import { demoGoods } from '../../run/local/demo/goods.ts'
import { demoTenants } from '../../run/local/demo/tenants.ts'
import { lost, regulars } from './sample-buyers.ts'

/** All that ever happened to one invoice, and what it has become. */
export type SampleInvoice = { id: string; events: readonly InvoiceEvent[]; invoice: ExistingInvoice }

type Options = {
  tenantId: string
  count: number /** The end of the corpus, ISO 8601 in UTC. */
  until: string
}

const day = 86_400_000
const years = 4

/**
 * The ledger of a firm over four years, oldest first: most invoices are paid, some late, some never; the latest are open or still
 * drafts; a few were dated back, cancelled or forgotten. Every event is one that the domain decided. The same on every machine.
 */
export function* sampleInvoices({ tenantId, count, until }: Options): Generator<SampleInvoice> {
  const pick = sequence(count)
  const end = Date.parse(until)
  const start = end - years * 365 * day
  const serials = new Map<string, number>()
  const serial = (register: string): number => {
    const next = (serials.get(register) ?? 0) + 1
    serials.set(register, next)
    return next
  }
  const tenant = seller(tenantId)
  for (let index = 0; index < count; index++) {
    const at = start + ((end - start) * index) / count
    yield happened({ tenant, at, end, age: index / count, pick, serial })
  }
}

const seller = (tenantId: string): RegisteredTenant => ({
  ...demoTenants[0],
  id: tenantId,
  status: 'REGISTERED',
  makerChecker: false,
  createdAt: '2020-01-01T00:00:00Z',
  updatedAt: '2020-01-01T00:00:00Z',
})

type Pick = (bound: number) => number
type Scene = {
  tenant: RegisteredTenant
  at: number
  end: number
  age: number
  pick: Pick
  serial(register: string): number
}

const happened = ({ tenant, at, end, age, pick, serial }: Scene): SampleInvoice => {
  const id = uuid(pick)
  const input = ordered(at, age, pick)
  const draftSerial = serial(`INV ${fiscalYearOf(input.invoiceDate)}`)
  const created = create({ tenant, invoiceId: id, input, by: 'u-maker', at: instant(at) })
  const told = story(accepted(created).map((draft) => numberDraft(draft, draftSerial)))
  const fate = pick(100)
  const approvedAt = at + (1 + pick(60)) * 3_600_000
  if (fate < 6)
    told.next((invoice) =>
      cancel(invoice, {
        reason: 'ক্রেতা অর্ডার বাতিল করেছেন',
        noteId: 'unused',
        register: { series: '6.7', fiscalYear: registerYear(instant(at + 60_000)), revision: -1 },
        by: 'u-maker',
        at: instant(at + 60_000),
      }),
    )
  else if (fate === 7) told.next((invoice) => submit(invoice, { by: 'u-maker', at: instant(at + 60_000) }))
  else if (fate > 8 && approvedAt < end) {
    const when = instant(approvedAt)
    const register = {
      series: '6.3',
      fiscalYear: registerYear(when),
      revision: serial(`6.3 ${registerYear(when)}`) - 1,
    } as const
    told.next((invoice) => approve(invoice, { tenant, register, by: 'u-checker', at: when }))
    const document = { kind: 'INVOICE', invoiceId: id, noteId: null } as const
    told.next((invoice) => assignNumber(invoice, { document, serial: register.revision + 1, issuedAt: when }))
    paid(told, { due: Date.parse(input.dueDate), end, approvedAt, pick })
  }
  return { id, events: told.events, invoice: told.now() }
}

type Paying = { due: number; end: number; approvedAt: number; pick: Pick }

/** In full or in two parts, around the due date; one in ten never. */
const paid = (told: Story, { due, end, approvedAt, pick }: Paying): void => {
  const [habit, at] = [pick(100), Math.max(approvedAt + day, due + (pick(60) - 35) * day)]
  if (habit < 10 || at >= end) return
  const paidOn = dhakaDate(instant(at))
  const pay = (share: bigint, paymentId: string) =>
    told.next((invoice) => {
      const amount = writeTaka((settlementOf(invoice).balance / share) as Poisha)
      return recordPayment(invoice, {
        newId: paymentId,
        input: { amount, method: 'CASH', paidOn },
        by: 'u-cashier',
        at: instant(at),
      })
    })
  if (habit < 30) pay(2n, 'p-1')
  if (habit >= 15) pay(1n, 'p-2')
}

const ordered = (at: number, age: number, pick: Pick) => {
  const invoiceDate = dhakaDate(instant(at - (pick(20) ? 0 : pick(20) * day)))
  const buyers = age < 1 / years && pick(5) === 0 ? [lost] : regulars
  // The square of an even share: the first buyers of the list buy most.
  const buyer = buyers[Math.floor((pick(10_000) / 10_000) ** 2 * buyers.length)] ?? lost
  return {
    vendorId: 'V-001',
    ...buyer,
    invoiceDate,
    dueDate: dhakaDate(instant(Date.parse(invoiceDate) + (15 + 15 * pick(4)) * day)),
    lineItems: Array.from({ length: 1 + pick(4) }, () => {
      const { quantities, ...good } = one(demoGoods, pick)
      return { ...good, quantity: one(quantities, pick), discount: `${pick(500)}.${10 + pick(90)}` }
    }),
  }
}

const one = <T>(from: readonly T[], pick: Pick): T => from[pick(from.length)] as T

const instant = (milliseconds: number): string => new Date(milliseconds).toISOString()

type Story = {
  events: InvoiceEvent[]
  now(): ExistingInvoice
  next(decide: (invoice: ExistingInvoice) => Decision<InvoiceEvent>): void
}

const story = ([created, ...more]: readonly InvoiceEvent[]): Story => {
  if (!created || more.length > 0) throw new Error('A story begins with one event')
  const events = [created]
  let invoice = evolve(initial, created)
  return {
    events,
    now: () => invoice,
    next: (decide) => {
      const decided = accepted(decide(invoice))
      events.push(...decided)
      invoice = decided.reduce(evolve, invoice)
    },
  }
}

const accepted = <Event>(decision: Decision<Event>): readonly Event[] => {
  if (decision.ok) return decision.events
  throw new Error(`A sample invoice was refused: ${decision.refusal.code} ${decision.refusal.message}`)
}

/** A small linear congruential generator, so that every run measures the same. */
const sequence = (seed: number): Pick => {
  let state = seed >>> 0
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

const uuid = (pick: Pick): string => {
  const hex = Array.from({ length: 8 }, () => pick(65_536).toString(16).padStart(4, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}
