import type * as z from 'zod'
import type { Decision } from '../../domain/decision.ts'
import { invoices } from '../../domain/invoice/aggregate.ts'
import type { InvoiceEvent } from '../../domain/invoice/events.ts'
import type { ExistingInvoice } from '../../domain/invoice/state.ts'
import { type LegalSeries, type RegisterHead, registerYear } from '../../domain/numbering/series.ts'
import { tenants } from '../../domain/tenant/aggregate.ts'
import type { RegisteredTenant } from '../../domain/tenant/state.ts'
import type { Operation } from '../../infra/auth/permissions.ts'
import { assertClockAgrees } from '../../infra/event-store/clock.ts'
import { invoiceStream, tenantStream } from '../../infra/event-store/names.ts'
import { type Call, tenantFunction } from '../../infra/lambda/chain.ts'
import type { Answer } from '../../infra/lambda/envelope.ts'
import { answeredInvoice } from './answers.ts'
import { untilDecided } from './conflict.ts'
import { type CommandIdentity, commandIdentity, createdId, remembered } from './ledger.ts'
import { eventMetadata } from './metadata.ts'
import { finishNumbers, issues } from './numbering/finish.ts'
import { registerHead, type SeenRegister } from './numbering/register.ts'
import { pokeRelay } from './poke.ts'
import { invoiceNotFound, otherRevision, refusal, tenantUnknown } from './refusal.ts'
import { repeatedOnInvoice, withNumbers } from './repeated.ts'
import { appendTo, type LoadedInvoice, load } from './stream.ts'

/** What a decision is made from. `register` is the head of the declared series; ids and times are the command's. */
export type Situation<Input> = {
  invoice: ExistingInvoice
  tenant: RegisteredTenant
  input: Input
  by: string
  at: string
  register: RegisterHead
  /** For what the command makes inside the invoice: the same for a repetition. */
  newId: string
}

type InvoiceCommand<Schema extends z.ZodType<CommandInput>> = {
  /** Name of the span, such as ApproveInvoiceCommand. */
  name: string
  operation: Operation
  /** Arguments of the mutation. */
  input: Schema
  /** The series of the document that this command may decide: its register is read before the decision. */
  series?: LegalSeries
  decide(situation: Situation<z.output<Schema>>): Decision<InvoiceEvent>
}

/** Every mutation on an invoice names it by one of these arguments. */
type CommandInput = ({ id: string } | { invoiceId: string }) & {
  expectedRevision?: number | null | undefined
}

const targetOf = (input: CommandInput): { invoiceId: string; path: string } =>
  'id' in input ? { invoiceId: input.id, path: 'id' } : { invoiceId: input.invoiceId, path: 'invoiceId' }

/** A command on an invoice that exists: load, decide, append, number, answer. Declared, not programmed. */
export const invoiceCommand = <Schema extends z.ZodType<CommandInput>>(declared: InvoiceCommand<Schema>) =>
  tenantFunction(declared, (call) => {
    const { invoiceId } = targetOf(call.input)
    const identity = commandIdentity({
      field: call.field,
      target: invoiceId,
      input: call.input,
      context: call.context,
    })
    return untilDecided(() => attempt(declared, call, identity))
  })

const attempt = async <Schema extends z.ZodType<CommandInput>>(
  declared: InvoiceCommand<Schema>,
  call: Call<z.output<Schema>>,
  identity: CommandIdentity,
): Promise<Answer> => {
  const { input, context } = call
  const { invoiceId, path } = targetOf(input)
  const at = new Date().toISOString()
  const [found, { state: tenant }, register] = await Promise.all([
    load(invoices, invoiceStream(context.tenantId, invoiceId)),
    load(tenants, tenantStream(context.tenantId)),
    headOf(context.tenantId, declared.series, at),
  ])
  if (tenant.status === 'NONE') return tenantUnknown()
  if (found.state.status === 'NONE') return invoiceNotFound(invoiceId, path)
  const before = await repeatedOnInvoice(found, identity)
  if (before) return before
  if (typeof input.expectedRevision === 'number' && input.expectedRevision !== found.revision) {
    return otherRevision(input.expectedRevision, found.revision)
  }

  const loaded = await withNumbers(found)
  const by = context.actor.id
  const asked = { invoice: there(loaded), tenant, input, by, at }
  const decision = declared.decide({
    ...asked,
    register: register.head,
    newId: createdId(identity.commandId),
  })
  if (!decision.ok) return refusal(decision.refusal)
  const events = remembered(decision.events, identity, { type: 'InvoiceLeftUnchanged', by, at })
  if (events.length === 0) return answeredInvoice(loaded)
  if (events.some(issues)) await assertClockAgrees()
  return answeredInvoice(await carriedOut(loaded, events, eventMetadata(context, identity), register))
}

const there = ({ state, stream }: LoadedInvoice): ExistingInvoice => {
  if (state.status === 'NONE') throw new Error(`${stream} lost its events`)
  return state
}

/** The append is the point of no return; the legal number follows from it, and the relay is told. */
const carriedOut = async (
  loaded: LoadedInvoice,
  events: readonly InvoiceEvent[],
  metadata: Record<string, unknown>,
  register: SeenRegister,
): Promise<LoadedInvoice> => {
  const appended = await appendTo(invoices, loaded, events, metadata)
  try {
    return await finishNumbers(appended, register)
  } finally {
    await pokeRelay()
  }
}

/** Of no series: a decision that wants a register refuses to record this one. */
const noRegister: SeenRegister = { head: { series: '6.3', fiscalYear: '', revision: -1 } }

const headOf = (
  tenantId: string,
  series: LegalSeries | undefined,
  at: string,
): Promise<SeenRegister> | SeenRegister =>
  series ? registerHead(tenantId, series, registerYear(at)) : noRegister
