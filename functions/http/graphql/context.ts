import type DataLoader from 'dataloader'
import type { DocumentNode } from 'graphql'
import type { CallContext } from '../../../infra/lambda/envelope.ts'

/** What other subgraphs refer to, loaded once a request however often it is referred to. */
export type EntityLoaders = { invoice: DataLoader<string, unknown>; tenant: DataLoader<string, unknown> }

/** What one GraphQL request knows of itself: who asks, and what is loaded for it. */
export type Door = {
  call: Omit<CallContext, 'idempotencyKey'>
  /** From the Idempotency-Key header; the argument of a mutation comes with the mutation. */
  idempotencyKey: string | undefined
  loaders?: EntityLoaders
  /** Set once the request is parsed; the path of a bad input is found in it. */
  document?: DocumentNode
}
