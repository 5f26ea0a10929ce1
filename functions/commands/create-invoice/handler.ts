import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { fiscalYearOf } from '../../../domain/calendar/fiscal-year.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { type Create, create } from '../../../domain/invoice/draft/create.ts'
import { registerEntries } from '../../../domain/numbering/events.ts'
import { invoiceNumber, serialAt } from '../../../domain/numbering/numbers.ts'
import { takeInvoiceNumber } from '../../../domain/numbering/take.ts'
import { tenants } from '../../../domain/tenant/aggregate.ts'
import { append, assertAppendable } from '../../../infra/event-store/append.ts'
import { invoiceStream, registerStream, tenantStream } from '../../../infra/event-store/names.ts'
import { type Call, tenantFunction } from '../../../infra/lambda/chain.ts'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { idempotencyKey } from '../../contract/inputs/fields.ts'
import { createInvoiceInput } from '../../contract/inputs/invoice.ts'
import { answeredInvoice } from '../../write-model/answers.ts'
import { untilDecided } from '../../write-model/conflict.ts'
import { type CommandIdentity, commandIdentity, createdId } from '../../write-model/ledger.ts'
import { eventMetadata } from '../../write-model/metadata.ts'
import { pokeRelay } from '../../write-model/poke.ts'
import { refusal, tenantUnknown } from '../../write-model/refusal.ts'
import { repeatedOnInvoice } from '../../write-model/repeated.ts'
import { appendTo, load, newEvent, unwritten } from '../../write-model/stream.ts'

const input = z.strictObject({ input: createInvoiceInput, idempotencyKey })
type CreateCall = Call<z.output<typeof input>>

/**
 * A draft with a number of its own. The id follows from the idempotency key, so a repetition finds what it made before;
 * without a key it is new, and nothing has to be looked up.
 */
export const handler = tenantFunction(
  { name: 'CreateInvoiceCommand', operation: 'createInvoice', input },
  (call) => {
    const identity = commandIdentity({
      field: call.field,
      target: 'invoice',
      input: call.input,
      context: call.context,
    })
    const invoiceId = identity.key !== undefined ? createdId(identity.commandId) : randomUUID()
    return untilDecided(() => attempt(call, identity, invoiceId))
  },
)

const attempt = async (
  { input, context }: CreateCall,
  identity: CommandIdentity,
  invoiceId: string,
): Promise<Answer> => {
  const { tenantId, actor } = context
  const stream = invoiceStream(tenantId, invoiceId)
  const [found, { state: tenant }] = await Promise.all([
    identity.key !== undefined ? load(invoices, stream) : unwritten(invoices, stream),
    load(tenants, tenantStream(tenantId)),
  ])
  if (tenant.status === 'NONE') return tenantUnknown()
  const before = await repeatedOnInvoice(found, identity)
  if (before) return before

  const command = {
    tenant,
    invoiceId,
    invoiceNumber: '',
    input: input.input,
    by: actor.id,
    at: new Date().toISOString(),
  }
  const possible = create(found.state, command)
  if (!possible.ok) return refusal(possible.refusal)

  const metadata = eventMetadata(context, identity)
  assertAppendable(
    stream,
    possible.events.map((event) => newEvent(invoices, event, metadata)),
  )
  const decision = create(found.state, { ...command, invoiceNumber: await draftNumber(command, metadata) })
  if (!decision.ok) return refusal(decision.refusal)
  const created = await appendTo(invoices, found, decision.events, metadata)
  await pokeRelay()
  return answeredInvoice(created)
}

/**
 * The next INV number of the fiscal year. Appended whatever the register's revision is, so that creates never wait for each
 * other; one that is abandoned after this leaves its number unused.
 */
const draftNumber = async (
  { tenant, invoiceId, input, at }: Create,
  metadata: Record<string, unknown>,
): Promise<string> => {
  const taken = newEvent(registerEntries, takeInvoiceNumber(invoiceId, at), metadata)
  const revision = await append(
    registerStream(tenant.id, 'INV', fiscalYearOf(input.invoiceDate)),
    [taken],
    'any',
  )
  return invoiceNumber(input.invoiceDate, serialAt(revision))
}
