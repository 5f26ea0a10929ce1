import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { fiscalYearOf } from '../../../domain/calendar/fiscal-year.ts'
import { type Create, create } from '../../../domain/invoice/create.ts'
import { invoiceNumber, serialAt } from '../../../domain/numbering/numbers.ts'
import { takeInvoiceNumber } from '../../../domain/numbering/take.ts'
import { encodeRegisterEvent } from '../../../domain/numbering/versions.ts'
import { append } from '../../../infra/event-store/append.ts'
import { registerStream } from '../../../infra/event-store/names.ts'
import { type Call, tenantFunction } from '../../../infra/lambda/chain.ts'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { idempotencyKey } from '../../inputs/fields.ts'
import { createInvoiceInput } from '../../inputs/invoice.ts'
import { appendToInvoice, loadInvoice, unmadeInvoice } from '../../streams/loaded-invoice.ts'
import { loadTenant } from '../../streams/tenant.ts'
import { answered, repeated } from '../answer.ts'
import { untilDecided } from '../conflict.ts'
import { type CommandIdentity, commandIdentity, createdId } from '../ledger.ts'
import { eventMetadata } from '../metadata.ts'
import { pokeRelay } from '../poke.ts'
import { refusal, tenantUnknown } from '../refusal.ts'

const input = z.strictObject({ input: createInvoiceInput, idempotencyKey })
type CreateCall = Call<z.output<typeof input>>

/**
 * A draft with a number of its own. The id follows from the idempotency key, so a repetition finds what it made before;
 * without a key it is new, and nothing has to be looked up.
 */
export const handler = tenantFunction({ name: 'CreateInvoiceCommand', operation: 'createInvoice', input }, (call) => {
  const identity = commandIdentity({ field: call.field, target: 'invoice', input: call.input, context: call.context })
  const invoiceId = identity.repeatable ? createdId(identity.commandId) : randomUUID()
  return untilDecided(() => attempt(call, identity, invoiceId))
})

const attempt = async ({ input, context }: CreateCall, identity: CommandIdentity, invoiceId: string): Promise<Answer> => {
  const { tenantId, actor } = context
  const [found, tenant] = await Promise.all([
    identity.repeatable ? loadInvoice(tenantId, invoiceId) : unmadeInvoice(tenantId, invoiceId),
    loadTenant(tenantId),
  ])
  if (tenant.status === 'NONE') return tenantUnknown()
  const before = await repeated(found, identity, context.idempotencyKey)
  if (before) return before

  const command = { tenant, invoiceId, invoiceNumber: '', input: input.input, by: actor.id, at: new Date().toISOString() }
  const possible = create(found.invoice, command)
  if (!possible.ok) return refusal(possible.refusal)

  const metadata = eventMetadata(context, identity)
  const decision = create(found.invoice, { ...command, invoiceNumber: await draftNumber(command, metadata) })
  if (!decision.ok) return refusal(decision.refusal)
  const created = await appendToInvoice(found, decision.events, metadata)
  await pokeRelay()
  return answered(created)
}

/**
 * The next INV number of the fiscal year. Appended whatever the register's revision is, so that creates never wait for each
 * other; one that is abandoned after this leaves its number unused.
 */
const draftNumber = async ({ tenant, invoiceId, input, at }: Create, metadata: Record<string, unknown>): Promise<string> => {
  const { type, version, data } = encodeRegisterEvent(takeInvoiceNumber(invoiceId, at))
  const register = registerStream(tenant.id, 'INV', fiscalYearOf(input.invoiceDate))
  const revision = await append(register, [{ id: randomUUID(), type, data, metadata: { ...metadata, schemaVersion: version } }], 'any')
  return invoiceNumber(input.invoiceDate, serialAt(revision))
}
