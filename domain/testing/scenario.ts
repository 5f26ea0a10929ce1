import { BrokenInvariant, type Decision, type Refusal } from '../decision.ts'
import type { InvoiceEvent } from '../invoice/events.ts'
import { evolve } from '../invoice/evolve.ts'
import { type ExistingInvoice, type Invoice, initial } from '../invoice/state.ts'
import { refusals } from '../refusal/catalogue.ts'

export type Decide = (invoice: Invoice) => Decision<InvoiceEvent>

/** Wraps a decision on an invoice that exists. Without one the test is wrong, and it throws. */
export const onExisting =
  (decide: (invoice: ExistingInvoice) => Decision<InvoiceEvent>): Decide =>
  (invoice) =>
    decide(there(invoice))

const fold = (invoice: Invoice, events: readonly InvoiceEvent[]): Invoice =>
  events.reduce<Invoice>(evolve, invoice)

/** given(events).when(decide): the events it leaves, the refusal it meets, and the invoice after it. */
export const given = (...events: readonly InvoiceEvent[]) => {
  const before = fold(initial, events)
  return {
    get invoice(): ExistingInvoice {
      return there(before)
    },
    when: (decide: Decide) => {
      const decision = decide(before)
      return {
        events: decision.ok ? decision.events : [],
        refusal: decision.ok ? null : toldWhole(decision.refusal),
        get invoice(): ExistingInvoice {
          if (!decision.ok) throw new BrokenInvariant(`Refused: ${decision.refusal.message}`)
          return there(fold(before, decision.events))
        },
      }
    },
  }
}

/** A refusal with a gap in its message is a mistake of the code, in whichever test it shows. */
const toldWhole = (refusal: Refusal): Refusal => {
  const untold = Object.keys(refusals[refusal.code].example).filter(
    (name) => !Object.hasOwn(refusal.params, name),
  )
  if (untold.length > 0)
    throw new BrokenInvariant(`${refusal.code} does not tell ${untold.join(', ')}: ${refusal.message}`)
  return refusal
}

/**
 * The events that these decisions leave, one after the other. A refusal is a mistake of the test and throws.
 */
export const history = (...decisions: readonly Decide[]): readonly InvoiceEvent[] => {
  let [invoice, events]: [Invoice, readonly InvoiceEvent[]] = [initial, []]
  for (const decide of decisions) {
    const decision = decide(invoice)
    if (!decision.ok)
      throw new BrokenInvariant(
        `Refused: ${decision.refusal.code} ${decision.refusal.path ?? ''} ${decision.refusal.message}`,
      )
    invoice = fold(invoice, decision.events)
    events = [...events, ...decision.events]
  }
  return events
}

/** The invoice after these decisions. */
export const invoiceAfter = (...decisions: readonly Decide[]): ExistingInvoice =>
  there(fold(initial, history(...decisions)))

const there = (invoice: Invoice): ExistingInvoice => {
  if (invoice.status === 'NONE') throw new BrokenInvariant('No invoice yet')
  return invoice
}
