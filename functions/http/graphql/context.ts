import type DataLoader from 'dataloader'
import type { DocumentNode } from 'graphql'
import type { CallContext } from '../../../infra/lambda/envelope.ts'
import type { Turns } from '../../../infra/process/turns.ts'

/** Load the entities that other subgraphs refer to, each once per request. */
export type EntityLoaders = { invoice: DataLoader<string, unknown>; tenant: DataLoader<string, unknown> }

/** What the resolvers of one GraphQL request share. */
export type GraphQLContext = {
  call: Omit<CallContext, 'idempotencyKey'>
  /** From the Idempotency-Key header. A mutation may have its key as an argument instead. */
  idempotencyKey: string | undefined
  loaders?: EntityLoaders
  /** The fields of invoices that all `_entities` of the request select. */
  entityPaths?: Set<string>
  /** Lets a few root fields run at a time. */
  turns?: Turns
  /** Set when the request is parsed. The path of an invalid input is read from it. */
  document?: DocumentNode
}
