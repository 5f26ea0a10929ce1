import { composeServices } from '@apollo/composition'
import { type ExecutionResult, getOperationAST, parse } from 'graphql'
import { apolloGateway } from './clients/apollo-gateway.ts'
import { hiveGateway } from './clients/hive-gateway.ts'

type Headers = Record<string, string>
type Result = ExecutionResult<Record<string, unknown>>

export type FederationGateway = {
  /** Executes a request of a client with these headers, whose names are in lower case. */
  execute(query: string, variables?: object, headers?: Headers): Promise<Result>
  stop(): Promise<void>
}

type Subgraph = { name: string; url: string; schema: string }

/** Returns the supergraph of these subgraphs. @throws Error when they do not compose */
export const supergraphOf = (subgraphs: Subgraph[]): string => {
  const services = subgraphs.map(({ name, url, schema }) => ({ name, url, typeDefs: parse(schema) }))
  const { supergraphSdl, errors } = composeServices(services)
  if (!supergraphSdl) throw new Error(`The subgraphs do not compose: ${errors?.join('\n')}`)
  return supergraphSdl
}

/** Starts @apollo/gateway without Apollo Server: this calls the executor in its place. */
export const startApolloGateway = async (supergraph: string): Promise<FederationGateway> => {
  const gateway = apolloGateway(supergraph)
  const { executor } = await gateway.load()
  const execute: FederationGateway['execute'] = async (query, variables = {}, headers = {}) => {
    const document = parse(query)
    // What Apollo Server gives, except for the members that the executor does not use.
    const execution = {
      document,
      operation: getOperationAST(document),
      request: { query, variables },
      context: { headers },
      queryHash: query,
      metrics: {},
    } as unknown as Parameters<typeof executor>[0]
    return (await executor(execution)) as Result
  }
  return { execute, stop: () => gateway.stop() }
}

export const startHiveGateway = async (supergraph: string): Promise<FederationGateway> => {
  const runtime = hiveGateway(supergraph)
  const execute: FederationGateway['execute'] = async (query, variables = {}, headers = {}) => {
    const response = await runtime.fetch('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as Result
  }
  return { execute, stop: async () => runtime[Symbol.asyncDispose]() }
}
