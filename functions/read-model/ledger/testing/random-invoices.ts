import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { InvoiceEvent } from '../../../../domain/invoice/events.ts'
import * as example from '../../../../domain/testing/examples.ts'
import { numberingNote } from '../../../../domain/testing/note-numbers.ts'
import { type Decide, given, history } from '../../../../domain/testing/scenario.ts'
import { writingOff } from '../../../../domain/testing/settlement.ts'

/** The months that the documents are from, across two fiscal years. */
export const months = ['2025-05', '2025-06', '2025-07', '2025-08'] as const

const lines = [
  example.tenBags,
  example.dutiableBags,
  { ...example.tenBags, quantity: '3', unitPrice: '33.33', vatCategory: 'REDUCED', vatRate: '7.5' },
  { ...example.tenBags, vatCategory: 'SPECIFIC', specificVatPerUnit: '2.5' },
  { ...example.tenBags, vatCategory: 'EXEMPT', unitPrice: '99.99' },
  { ...example.tenBags, vatCategory: 'ZERO_RATED', supplyClass: 'DEEMED_EXPORT' },
  { ...example.tenBags, supplyClass: 'RETAIL_WHOLESALE', discount: '0.05' },
  { ...example.tenBags, description: `${'Portland cement, '.repeat(9)}red`, hsCode: null },
  { ...example.tenBags, description: `${'Portland cement, '.repeat(9)}green`, hsCode: null },
] as const

/** In Dhaka a month of 30 days ends at 18:00 in UTC. */
const times = ['01T00:00:00Z', '15T06:00:00Z', '30T17:59:59.999Z', '30T18:00:00Z'] as const
const instant = fc.tuple(fc.constantFrom(...months), fc.constantFrom(...times)).map((both) => both.join('-'))

type Step = Readonly<{ what: string; at: string; size: number; line: number }>

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('credit', 'debit', 'cancel', 'certificate', 'pay', 'refund', 'writeOff', 'reverse'),
  at: instant,
  size: fc.integer({ min: 1, max: 6 }),
  line: fc.integer({ min: 1, max: 2 }),
})

/** An invoice with its notes, certificates and reversals. A step that the domain refuses is left out. */
export const randomInvoice: fc.Arbitrary<readonly InvoiceEvent[]> = fc
  .record({
    lineItems: fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 3 }),
    place: fc.constantFrom('MAIN', 'CTG'),
    issuedAt: instant,
    isNumbered: fc.boolean(),
    steps: fc.array(step, { maxLength: 4 }),
  })
  .map(({ lineItems, place, issuedAt, isNumbered, steps }) => {
    const draft = { lineItems, place, invoiceDate: '2025-04-01', dueDate: '2025-06-15' }
    const creating = example.creating(draft, { at: '2025-04-01T06:00:00Z' })
    let events = history(creating, example.approving({ at: issuedAt }))
    if (!isNumbered && steps.length === 0) return events
    events = [...events, ...given(...events).when(example.numbering(1, issuedAt)).events]
    const later = steps.map((one) => ({ ...one, at: one.at > issuedAt ? one.at : issuedAt }))
    for (const [index, one] of later.toSorted((a, b) => (a.at < b.at ? -1 : 1)).entries())
      for (const decide of decisionsOf(one, index))
        events = [...events, ...given(...events).when(decide).events]
    return events
  })

const decisionsOf = ({ what, at, size, line }: Step, index: number): Decide[] => {
  const id = randomUUID()
  const lineItemId = `i-1-${line}`
  switch (what) {
    case 'credit':
      return numbered(example.crediting([{ lineItemId, quantity: String(size) }], { id, at }), id, at)
    case 'debit':
      return numbered(example.debiting([{ lineItemId, amount: `${size}.37` }], { id, at }), id, at)
    case 'cancel':
      return numbered(example.cancelling('x', { noteId: id, at }), id, at)
    case 'certificate':
      return [certificate(`p-${index}`, { at, size })]
    case 'pay':
      return [
        example.paying(`${size}000`, { id: `p-${index}`, at, paidOn: '2025-05-20', acceptOverpayment: true }),
      ]
    case 'refund':
      return [example.refunding(`${size}.11`, { id: `p-${index}`, at, paidOn: '2025-06-20' })]
    case 'writeOff':
      return [writingOff('x', { id: `p-${index}`, limit: '100000', at })]
    default:
      return [example.reversing(`p-${index - 1}`, 'x', { at, reversedOn: null })]
  }
}

const numbered = (decide: Decide, id: string, at: string): Decide[] => [
  decide,
  (invoice) => {
    const isOpen = invoice.status !== 'NONE' && invoice.notes.some((note) => note.id === id)
    return isOpen ? numberingNote(id, 1, at)(invoice) : { ok: true, events: [] }
  },
]

/** Of a payment in May, claimed up to seven months later: some too late. */
const certificate = (id: string, { at, size }: Pick<Step, 'at' | 'size'>): Decide =>
  example.paying(`${size}.01`, {
    ...{ id, at, method: 'VDS_CERTIFICATE', paidOn: '2025-05-01', certificateNumber: 'V-1' },
    ...{ certificateDate: '2025-05-01', claimPeriod: `2025-${String(4 + size).padStart(2, '0')}` },
  })
