import DataLoader from 'dataloader'
import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql'
import type { EntityLoaders, GraphQLContext } from './context.ts'
import { invalidInput } from './contract-error.ts'
import { invokeFunction, requirePermission } from './dispatch.ts'
import { selectedPaths } from './selected-paths.ts'

type Reference = { __typename: string; id: string }

const loadersOf = (context: GraphQLContext): EntityLoaders => {
  context.loaders ??= {
    invoice: new DataLoader((ids) => loadInvoices(ids, context)),
    tenant: new DataLoader((ids) => loadTenants(ids, context)),
  }
  return context.loaders
}

/** At most as many ids as one request may load rows, which the function accepts at once. */
const loadInvoices = async (ids: readonly string[], context: GraphQLContext): Promise<unknown[]> => {
  const selection = { paths: [...(context.entityPaths ?? [])], parts: 1 }
  const invocation = { field: '_entities', input: { ids }, selection }
  return (await invokeFunction('invoice', invocation, context)) as unknown[]
}

const loadTenants = async (ids: readonly string[], context: GraphQLContext): Promise<unknown[]> => {
  const { tenantId } = context.call
  const own = ids.includes(tenantId)
    ? await invokeFunction('tenant', { field: 'tenant', input: {} }, context)
    : null
  return ids.map((id) => (id === tenantId ? own : null))
}

/**
 * An entity that the caller's tenant does not have is null: an error would reveal that another tenant has it.
 */
const loads: Readonly<Record<string, (reference: Reference, context: GraphQLContext) => Promise<unknown>>> = {
  Invoice: ({ id }, context) => loadersOf(context).invoice.load(id),
  Tenant: ({ id }, context) => loadersOf(context).tenant.load(id),
}

/** The resolver of `_entities`. It checks the permission and all representations before it loads any. */
export const resolveEntities: GraphQLFieldResolver<unknown, GraphQLContext> = (
  _root,
  args,
  context,
  info,
) => {
  requirePermission('_entities', context)
  addPaths(context, info)
  const references = (args.representations as unknown[]).map(requireReference)
  return references.map((reference) => loadEntity(reference, context))
}

/** GraphQL finds the type of an entity, which is a union, by its name in it. */
const loadEntity = async (reference: Reference, context: GraphQLContext): Promise<unknown> => {
  const entity = await loads[reference.__typename]?.(reference, context)
  return entity ? { ...entity, __typename: reference.__typename } : null
}

/** Aliases of `_entities` share one loader, so it loads what any of them selects. */
const addPaths = (context: GraphQLContext, { fieldNodes, fragments }: GraphQLResolveInfo): void => {
  context.entityPaths ??= new Set()
  for (const path of selectedPaths(fieldNodes, fragments, 'Invoice')) context.entityPaths.add(path)
}

const requireReference = (representation: unknown, index: number): Reference => {
  const { __typename: name, id } = representation as { __typename?: unknown; id?: unknown }
  const path = `representations[${index}]`
  if (typeof name !== 'string' || !Object.hasOwn(loads, name))
    throw invalidInput(`${path}.__typename: one of ${Object.keys(loads).join(', ')}`, `${path}.__typename`)
  if (typeof id !== 'string') throw invalidInput(`${path}.id: the id as a string`, `${path}.id`)
  return { __typename: name, id }
}
