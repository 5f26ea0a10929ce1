import type { CallContext } from '../../infra/lambda/envelope.ts'
import { currentTraceparent } from '../../infra/observability/trace.ts'
import type { CommandIdentity } from './ledger.ts'

/** What is kept beside every event that a command causes: who, in which request, by which command. */
export const eventMetadata = (
  context: CallContext,
  { commandId, inputHash }: CommandIdentity,
): Record<string, unknown> => ({
  tenantId: context.tenantId,
  actor: context.actor.id,
  correlationId: context.correlationId,
  causationId: context.causationId ?? context.correlationId,
  commandId,
  inputHash,
  traceparent: currentTraceparent(context.traceparent),
})
