import { composeServices } from '@apollo/composition'
import { afterEach, expect, test } from '@jest/globals'
import { parse } from 'graphql'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { withInvoice } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const masterData = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { customer(id: ID!): Customer }
  type Customer @key(fields: "id") { id: ID! name: String! lastInvoice: Invoice }
  type Vendor @key(fields: "id") { id: ID! name: String! }
  type Invoice @key(fields: "id", resolvable: false) { id: ID! }
`

test('the schema that _service returns composes with a subgraph that owns the customers', async () => {
  const { send } = withInvoice({ NODE_ENV: 'production', GRAPHQL_INTROSPECTION: 'true' })
  const { data } = await send({ query: '{ _service { sdl } }', role: 'platform' })
  const finance = parse(String(Reflect.get(Object(data?._service), 'sdl')))
  const composed = composeServices([
    { name: 'finance', typeDefs: finance, url: 'http://finance' },
    { name: 'master-data', typeDefs: parse(masterData), url: 'http://master-data' },
  ])
  expect(composed.errors).toBeUndefined()
  expect(composed.supergraphSdl).toContain('createInvoice')
  expect(composed.supergraphSdl).toContain('lastInvoice: Invoice')
})
