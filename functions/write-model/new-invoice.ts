import { randomUUID } from 'node:crypto'
import type * as z from 'zod'
import { BrokenInvariant, type Decision } from '../../domain/decision.ts'
import { invoices } from '../../domain/invoice/aggregate.ts'
import { type NewDraft, numberDraft } from '../../domain/invoice/draft/create.ts'
import type { InvoiceEvent } from '../../domain/invoice/events.ts'
import type { ExistingInvoice } from '../../domain/invoice/state.ts'
import { registerCodec } from '../../domain/numbering/events.ts'
import { serialAt } from '../../domain/numbering/numbers.ts'
import { takeInvoiceNumber } from '../../domain/numbering/take.ts'
import type { RegisteredTenant } from '../../domain/tenant/state.ts'
import { append, assertAppendable } from '../../infra/event-store/append.ts'
import { stableId } from '../../infra/event-store/stable-id.ts'
import { draftRegisterStream, invoiceStream } from '../../infra/event-store/stream-names.ts'
import type { FunctionDeclaration } from '../../infra/lambda/tenant-function.ts'
import { anyInvoice } from './any-invoice.ts'
import { command } from './command.ts'
import { tenantUnknown } from './errors.ts'
import { createdId, eventMetadata } from './ledger.ts'
import { loadTenant } from './load-tenant.ts'
import { recordPlaceUse } from './place.ts'
import type { Situation } from './situation.ts'
import { type InvoiceStream, loadGuarded, newEvent, type TenantStream } from './stream.ts'
import type { Attempt, Subject } from './subject.ts'

type NewInvoiceKind = {
  existing: ExistingInvoice
  event: InvoiceEvent
  found: InvoiceStream | undefined
  beside: { tenant: TenantStream; invoiceId: string }
  decided: NewDraft
}

/**
 * The id of the invoice is derived from the idempotency key, so a repeated command finds the invoice that it
 * created. Without a key the id is new, so there is no stream of the invoice to read.
 */
const newInvoice: Subject<NewInvoiceKind, object> = {
  ...anyInvoice,
  targetOf: ({ context }) => ({ tenantId: context.tenantId, id: 'invoice' }),
  load: async ({ call: { context }, identity }) => {
    const { tenantId } = context
    const repeatable = identity.key !== undefined
    const invoiceId = repeatable ? createdId(identity) : randomUUID()
    const name = invoiceStream(tenantId, invoiceId)
    const [{ found, guard }, tenant] = await Promise.all([
      repeatable ? loadGuarded(invoices, name) : { found: undefined, guard: undefined },
      loadTenant(tenantId),
    ])
    if (!tenant) return tenantUnknown()
    return { ok: true, name, found, guard, beside: { tenant, invoiceId } }
  },
  complete: (drafts, attempt, { tenant }) =>
    Promise.all(
      drafts.map(async (draft) => {
        // When the tenant has changed meanwhile, the command begins again, so no number is taken before this.
        await recordPlaceUse(tenant, draft, attempt)
        return withDraftNumber(draft, attempt)
      }),
    ),
  finish: async (stream) => stream,
}

/**
 * Takes the next INV number of the fiscal year, or finds the one that this invoice took: the id of the take
 * follows from the id of the invoice, and the store returns for a repeated id the revision of its first
 * append. Equal commands at the same time therefore share one number, without a read. The take is appended
 * whatever the revision of the register is, so commands that create invoices never wait for each other.
 *
 * The store remembers ids only for a time. A command that is cut off after this and repeated later than that
 * takes a second number, and the first one remains unused. The size of the draft is checked first, so that a
 * draft that is too large uses up no number.
 * @throws AppendTooLarge when the draft does not fit into one append
 */
const withDraftNumber = async (
  draft: NewDraft,
  { call, identity, at }: Attempt<object>,
): Promise<InvoiceEvent> => {
  const metadata = eventMetadata(call.context, identity)
  assertAppendable(invoiceStream(draft.tenantId, draft.invoiceId), [{ data: draft, metadata }])
  const register = draftRegisterStream(draft.tenantId, draft.fiscalYear)
  const taken = newEvent(registerCodec, takeInvoiceNumber(draft.invoiceId, at), metadata)
  const id = stableId('take', register, draft.invoiceId)
  return numberDraft(draft, serialAt(await append(register, [{ ...taken, id }], 'any')))
}

type OnNewInvoice<Input> = Omit<Situation<NewInvoiceKind, Input>, 'state' | 'tenant'> & {
  tenant: RegisteredTenant
}

type NewInvoiceCommand<Schema extends z.ZodType> = FunctionDeclaration<Schema> & {
  decide(on: OnNewInvoice<z.output<Schema>>): Decision<NewDraft>
}

/** A command that creates an invoice. */
export const newInvoiceCommand = <Schema extends z.ZodType<object>>({
  decide,
  ...declared
}: NewInvoiceCommand<Schema>) =>
  command(newInvoice, {
    ...declared,
    decide: ({ state, tenant, ...situation }) => {
      if (state) throw new BrokenInvariant(`Invoice ${situation.invoiceId} exists already`)
      return decide({ ...situation, tenant: tenant.state })
    },
  })
