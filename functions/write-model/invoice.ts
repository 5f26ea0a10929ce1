import type * as z from 'zod'
import { dhakaDate } from '../../domain/calendar/dhaka.ts'
import { clockToleranceMs } from '../../domain/calendar/tolerance.ts'
import type { Decision } from '../../domain/decision.ts'
import { invoices } from '../../domain/invoice/aggregate.ts'
import type { InvoiceEvent } from '../../domain/invoice/events.ts'
import { decidesDocument } from '../../domain/invoice/issue/document-of.ts'
import type { ExistingInvoice } from '../../domain/invoice/state.ts'
import { type LegalSeries, type RegisterHead, registerYear } from '../../domain/numbering/documents.ts'
import { mainPlace } from '../../domain/numbering/places.ts'
import type { RegisteredTenant } from '../../domain/tenant/state.ts'
import { assertClockAgrees, ClockDisagrees } from '../../infra/event-store/clock.ts'
import { invoiceStream } from '../../infra/event-store/stream-names.ts'
import type { FunctionDeclaration } from '../../infra/lambda/tenant-function.ts'
import { anyInvoice } from './any-invoice.ts'
import { command } from './command.ts'
import { invoiceNotFound, tenantUnknown } from './errors.ts'
import { loadTenant } from './load-tenant.ts'
import { finishNumbers } from './numbering/finish.ts'
import { readHead, type SeenRegister } from './numbering/register.ts'
import { recordPlaceUse } from './place.ts'
import { finishOrPoke } from './poke.ts'
import type { Situation } from './situation.ts'
import { type InvoiceStream, load, type TenantStream } from './stream.ts'
import type { Subject } from './subject.ts'

/** Every mutation on an invoice names it by one of these arguments. */
type InvoiceInput = { id: string } | { invoiceId: string }

const invoiceIdOf = (input: InvoiceInput): { invoiceId: string; path: string } =>
  'id' in input ? { invoiceId: input.id, path: 'id' } : { invoiceId: input.invoiceId, path: 'invoiceId' }

type InvoiceKind<Register> = {
  existing: ExistingInvoice
  event: InvoiceEvent
  found: InvoiceStream
  beside: { tenant: TenantStream; register: Register }
  decided: InvoiceEvent
}

const existingInvoice = <Register extends SeenRegister | undefined>(
  readRegister: (tenantId: string, place: string, at: string) => Promise<Register> | Register,
): Subject<InvoiceKind<Register>, InvoiceInput> => ({
  ...anyInvoice,
  targetOf: ({ input, context }) => ({ tenantId: context.tenantId, id: invoiceIdOf(input).invoiceId }),
  load: async ({ call: { input, context }, at }) => {
    const { tenantId } = context
    const { invoiceId, path } = invoiceIdOf(input)
    const name = invoiceStream(tenantId, invoiceId)
    // Most documents are issued at MAIN, so its register is read together with the invoice.
    const [found, tenant, registerOfMain] = await Promise.all([
      load(invoices, name),
      loadTenant(tenantId),
      readRegister(tenantId, mainPlace, at),
    ])
    if (!tenant) return tenantUnknown()
    if (!found) return invoiceNotFound(invoiceId, path)
    const { place } = found.state
    const register = place === mainPlace ? registerOfMain : await readRegister(tenantId, place, at)
    return { ok: true, name, found, beside: { tenant, register } }
  },
  complete: async (events, attempt, { tenant }) => {
    // The legal time of a document is that of this process's clock, so a wrong clock must not be used.
    if (events.some(decidesDocument)) await assertClockAgrees(attempt.at, clockToleranceMs)
    for (const event of events)
      if (event.type === 'InvoiceUpdated') await recordPlaceUse(tenant, event, attempt)
    return events
  },
  finish: (stream, beside) =>
    finishOrPoke('finish-numbering', stream, () => finishNumbers(stream, beside?.register)),
})

type On<Input, Register> = Omit<Situation<InvoiceKind<undefined>, Input>, 'state' | 'tenant' | 'register'> &
  Register & { invoice: ExistingInvoice; tenant: RegisteredTenant }

type InvoiceCommand<Schema extends z.ZodType, Register> = FunctionDeclaration<Schema> & {
  decide(on: On<z.output<Schema>, Register>): Decision<InvoiceEvent>
}

/** A command on an invoice that issues no legal document. */
export const invoiceCommand = <Schema extends z.ZodType<InvoiceInput>>({
  decide,
  ...declared
}: InvoiceCommand<Schema, unknown>) =>
  command(
    existingInvoice(() => undefined),
    {
      ...declared,
      decide: ({ state, tenant, ...situation }) =>
        decide({ ...situation, invoice: state, tenant: tenant.state }),
    },
  )

/**
 * A command on an invoice that may issue a document of this series. `register` is the head of the register of
 * the series, read before the decision; the document gets its number after the append.
 */
export const documentCommand = <Schema extends z.ZodType<InvoiceInput>>({
  series,
  decide,
  ...declared
}: InvoiceCommand<Schema, { register: RegisterHead }> & { series: LegalSeries }) =>
  command(
    existingInvoice((tenantId, place, at) =>
      readHead(tenantId, { series, place, fiscalYear: registerYear(at) }),
    ),
    {
      ...declared,
      decide: ({ state, tenant, register, ...situation }) => {
        const on = { ...situation, invoice: state, tenant: tenant.state, register: register.head }
        const decision = decide(on)
        if (decision.ok) assertNotBeforeInvoice(state, situation.at)
        return decision
      },
    },
  )

/**
 * Another process may have issued the invoice with a clock that is ahead within the tolerance. Around
 * midnight a note would then be in an earlier tax period or fiscal year than its invoice.
 * @throws ClockDisagrees when the date of a note would be before that of its invoice
 */
const assertNotBeforeInvoice = ({ issuedAt }: ExistingInvoice, at: string): void => {
  if (issuedAt !== null && dhakaDate(at) < dhakaDate(issuedAt))
    throw new ClockDisagrees(`A note of ${at} would be dated before its invoice, issued at ${issuedAt}`)
}
