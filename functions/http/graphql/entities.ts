import DataLoader from 'dataloader'
import type { GraphQLFieldResolver } from 'graphql'
import type { EntityLoaders, GraphQLContext } from './context.ts'
import { invalidInput } from './contract-error.ts'
import { invokeFunction, requirePermission } from './dispatch.ts'

type Reference = { id: string }

/** The function `invoice` accepts this many ids at once. */
const maxIdsPerCall = 1_000

const loadersOf = (context: GraphQLContext): EntityLoaders => {
  context.loaders ??= {
    invoice: new DataLoader((ids) => loadInvoices(ids, context), { maxBatchSize: maxIdsPerCall }),
    tenant: new DataLoader((ids) => loadTenants(ids, context)),
  }
  return context.loaders
}

const loadInvoices = async (ids: readonly string[], context: GraphQLContext): Promise<unknown[]> =>
  (await invokeFunction('invoice', { field: '_entities', input: { ids } }, context)) as unknown[]

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
    for (const [index, representation] of (args.representations as unknown[]).entries())
      requireReference(representation, index)
    return resolve(root, args, context, info)
  }

const requireReference = (representation: unknown, index: number): void => {
  const { __typename: name, id } = representation as { __typename?: unknown; id?: unknown }
  const path = `representations[${index}]`
  const names = Object.keys(referenceResolvers)
  if (typeof name !== 'string' || !names.includes(name))
    throw invalidInput(`${path}.__typename: one of ${names.join(', ')}`, `${path}.__typename`)
  if (typeof id !== 'string') throw invalidInput(`${path}.id: the id as a string`, `${path}.id`)
}
