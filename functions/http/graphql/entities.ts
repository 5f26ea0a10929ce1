import DataLoader from 'dataloader'
import type { GraphQLFieldResolver } from 'graphql'
import { call, refuseUnlessPermitted } from './dispatch.ts'
import type { Door, EntityLoaders } from './door.ts'
import { refusal } from './refusal.ts'

type Reference = { id: string }

/** Ids that the invoice function takes in one call. */
const perCall = 1_000

const loadersOf = (door: Door): EntityLoaders => {
  door.loaders ??= {
    invoice: new DataLoader(
      async (ids) => (await call('invoice', { field: '_entities', input: { ids } }, door)) as unknown[],
      {
        maxBatchSize: perCall,
      },
    ),
    tenant: new DataLoader(async (ids) => {
      const own = ids.includes(door.call.tenantId)
        ? await call('tenant', { field: 'tenant', input: {} }, door)
        : null
      return ids.map((id) => (id === door.call.tenantId ? own : null))
    }),
  }
  return door.loaders
}

/** A reference to what the caller's tenant does not have resolves to null, never to an error that would tell it exists. */
export const referenceResolvers = {
  Invoice: { __resolveReference: ({ id }: Reference, door: Door) => loadersOf(door).invoice.load(id) },
  Tenant: { __resolveReference: ({ id }: Reference, door: Door) => loadersOf(door).tenant.load(id) },
}

type Resolver = GraphQLFieldResolver<unknown, Door>

/** `_entities` with the caller's permission asked and every representation looked at first. */
export const guarded =
  (entities: Resolver): Resolver =>
  (root, args, door, info) => {
    refuseUnlessPermitted('_entities', door)
    for (const [index, representation] of (args.representations as unknown[]).entries())
      refuseUnlessKnown(representation, index)
    return entities(root, args, door, info)
  }

const refuseUnlessKnown = (representation: unknown, index: number): void => {
  const { __typename: name, id } = representation as { __typename?: unknown; id?: unknown }
  const path = `representations[${index}]`
  const names = Object.keys(referenceResolvers)
  if (typeof name !== 'string' || !names.includes(name))
    throw refusal({
      code: 'INVALID_INPUT',
      message: `${path}.__typename: one of ${names.join(', ')}`,
      path: `${path}.__typename`,
    })
  if (typeof id !== 'string')
    throw refusal({ code: 'INVALID_INPUT', message: `${path}.id: the id as a string`, path: `${path}.id` })
}
