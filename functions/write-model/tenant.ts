import type * as z from 'zod'
import type { Decision } from '../../domain/decision.ts'
import { tenants } from '../../domain/tenant/aggregate.ts'
import type { TenantEvent } from '../../domain/tenant/events.ts'
import type { RegisteredTenant } from '../../domain/tenant/state.ts'
import { tenantStream } from '../../infra/event-store/stream-names.ts'
import type { FunctionDeclaration } from '../../infra/lambda/tenant-function.ts'
import { tenantView } from '../contract/views/tenant.ts'
import { command } from './command.ts'
import { tenantUnknown } from './errors.ts'
import type { Situation } from './situation.ts'
import { load, type TenantStream } from './stream.ts'
import type { Subject } from './subject.ts'

export type TenantKind<Found extends TenantStream | undefined> = {
  existing: RegisteredTenant
  event: TenantEvent
  found: Found
  beside: object
  decided: TenantEvent
}

/**
 * The parts that every command on a tenant has, new or existing. A tenant has no documents, so nothing is
 * numbered, and no projection reads its events, so nothing is announced.
 */
export const anyTenant = {
  aggregate: tenants,
  complete: async (events: readonly TenantEvent[]) => events,
  unchanged: (by: string, at: string): TenantEvent => ({ type: 'TenantLeftUnchanged', by, at }),
  finish: async (stream: TenantStream) => stream,
  announce: async () => {},
  view: ({ state, revision }: TenantStream) => tenantView(state, revision),
}

/** The caller's own tenant. */
const ownTenant: Subject<TenantKind<TenantStream>, object> = {
  ...anyTenant,
  targetOf: ({ context: { tenantId } }) => ({ tenantId, id: tenantId }),
  load: async ({ call }) => {
    const name = tenantStream(call.context.tenantId)
    const found = await load(tenants, name)
    return found ? { ok: true, name, found, beside: {} } : tenantUnknown()
  },
}

type OnTenant<State, Input> = Pick<Situation<TenantKind<undefined>, Input>, 'input' | 'by' | 'at'> & {
  tenant: State
}
export type TenantCommand<Schema extends z.ZodType, State> = FunctionDeclaration<Schema> & {
  decide(on: OnTenant<State, z.output<Schema>>): Decision<TenantEvent>
}

/** A command on the caller's own tenant. */
export const tenantCommand = <Schema extends z.ZodType<object>>({
  decide,
  ...declared
}: TenantCommand<Schema, RegisteredTenant>) =>
  command(ownTenant, {
    ...declared,
    decide: ({ state, input, by, at }) => decide({ tenant: state, input, by, at }),
  })
