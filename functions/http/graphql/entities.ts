import DataLoader from 'dataloader'
import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql'
import type { EntityLoaders, GraphQLContext } from './context.ts'
import { invalidInput } from './contract-error.ts'
import { invokeFunction, requirePermission } from './dispatch.ts'
import { selectedPaths } from './selected-paths.ts'

type Reference = { id: string }

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
export const referenceResolvers = {
  Invoice: {
    __resolveReference: ({ id }: Reference, context: GraphQLContext) => loadersOf(context).invoice.load(id),
  },
  Tenant: {
    __resolveReference: ({ id }: Reference, context: GraphQLContext) => loadersOf(context).tenant.load(id),
  },
}

type Resolver = GraphQLFieldResolver<unknown, GraphQLContext>

/** The resolver of `_entities`, with a check of the permission and of all representations before it runs. */
export const checkedEntities =
  (resolve: Resolver): Resolver =>
  (root, args, context, info) => {
    requirePermission('_entities', context)
    addPaths(context, info)
    for (const [index, representation] of (args.representations as unknown[]).entries())
      requireReference(representation, index)
    return resolve(root, args, context, info)
  }

/** Aliases of `_entities` share one loader, so it loads what any of them selects. */
const addPaths = (context: GraphQLContext, { fieldNodes, fragments }: GraphQLResolveInfo): void => {
  context.entityPaths ??= new Set()
  for (const path of selectedPaths(fieldNodes, fragments, 'Invoice')) context.entityPaths.add(path)
}

const requireReference = (representation: unknown, index: number): void => {
  const { __typename: name, id } = representation as { __typename?: unknown; id?: unknown }
  const path = `representations[${index}]`
  const names = Object.keys(referenceResolvers)
  if (typeof name !== 'string' || !names.includes(name))
    throw invalidInput(`${path}.__typename: one of ${names.join(', ')}`, `${path}.__typename`)
  if (typeof id !== 'string') throw invalidInput(`${path}.id: the id as a string`, `${path}.id`)
}
