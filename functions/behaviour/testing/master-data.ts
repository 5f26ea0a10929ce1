import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'
import { createYoga } from 'graphql-yoga'

/** The schema of a subgraph that adds names to the customers and vendors of invoices. */
export const masterDataSchema = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { customer(id: ID!): Customer }
  type Customer @key(fields: "id") { id: ID! name: String! }
  type Vendor @key(fields: "id") { id: ID! name: String! }
`

type Reference = { id: string }

/** Starts the subgraph. The name of a party is its id in capitals. */
export const startMasterData = async () => {
  const party = { __resolveReference: ({ id }: Reference) => ({ id, name: id.toUpperCase() }) }
  const resolvers = {
    Query: { customer: (_root: unknown, { id }: Reference) => party.__resolveReference({ id }) },
    Customer: party,
    Vendor: party,
  }
  const schema = buildSubgraphSchema([{ typeDefs: parse(masterDataSchema), resolvers }])
  const server = createServer(createYoga({ schema, logging: false, graphiql: false }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, stop }
}
