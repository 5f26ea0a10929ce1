import { BrokenInvariant, type Decision, type Refusal } from '../decision.ts'
import type { InvoiceEvent } from '../invoice/events.ts'
import { evolve } from '../invoice/evolve.ts'
import { type ExistingInvoice, type Invoice, initial } from '../invoice/state.ts'
import { refusals } from '../refusal/catalogue.ts'

export type Decide = (invoice: Invoice) => Decision<InvoiceEvent>

/** A decision on an existing invoice, for `when`. Without an invoice the test is wrong, and it throws. */
export const onExisting =
  (decide: (invoice: ExistingInvoice) => Decision<InvoiceEvent>): Decide =>
  (invoice) =>
    decide(requireExisting(invoice))

const fold = (invoice: Invoice, events: readonly InvoiceEvent[]): Invoice =>
  events.reduce<Invoice>(evolve, invoice)

/** given(events).when(decide): the events of the decision, its refusal or null, and the invoice after it. */
export const given = (...events: readonly InvoiceEvent[]) => {
  const before = fold(initial, events)
  return {
    get invoice(): ExistingInvoice {
      return requireExisting(before)
    },
    when: (decide: Decide) => {
      const decision = decide(before)
      return {
        events: decision.ok ? decision.events : [],
        refusal: decision.ok ? null : requireParams(decision.refusal),
        get invoice(): ExistingInvoice {
          if (!decision.ok) throw new BrokenInvariant(`Refused: ${decision.refusal.message}`)
          return requireExisting(fold(before, decision.events))
        },
      }
    },
  }
}

/**
 * Throws for a refusal that lacks a parameter of its message: a mistake of the code, in whichever test it
 * appears.
 */
export const requireParams = (refusal: Refusal): Refusal => {
  const names = Object.keys(refusals[refusal.code].example)
  const missing = names.filter((name) => !Object.hasOwn(refusal.params, name))
  if (missing.length > 0)
    throw new BrokenInvariant(`${refusal.code} lacks ${missing.join(', ')}: ${refusal.message}`)
  return refusal
}

/** The events of these decisions, one after the other. A refusal is a mistake of the test, and it throws. */
export const history = (...decisions: readonly Decide[]): readonly InvoiceEvent[] => {
  let [invoice, events]: [Invoice, readonly InvoiceEvent[]] = [initial, []]
  for (const decide of decisions) {
    const decision = decide(invoice)
    if (!decision.ok) {
      const { code, path, message } = decision.refusal
      throw new BrokenInvariant(`Refused: ${code} ${path ?? ''} ${message}`)
    }
    invoice = fold(invoice, decision.events)
    events = [...events, ...decision.events]
  }
  return events
}

/** The invoice after these decisions. */
export const invoiceAfter = (...decisions: readonly Decide[]): ExistingInvoice =>
  requireExisting(fold(initial, history(...decisions)))

const requireExisting = (invoice: Invoice): ExistingInvoice => {
  if (invoice.status === 'NONE') throw new BrokenInvariant('No invoice yet')
  return invoice
}
