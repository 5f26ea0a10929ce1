import { composeServices } from '@apollo/composition'
import { afterEach, expect, test } from '@jest/globals'
import { parse } from 'graphql'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { withFunctions } from './testing/client.ts'

afterEach(() => provideHostRuntime(undefined))

const masterData = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { customer(id: ID!): Customer }
  type Customer @key(fields: "id") { id: ID! name: String! lastInvoice: Invoice }
  type Vendor @key(fields: "id") { id: ID! name: String! }
  type Invoice @key(fields: "id", resolvable: false) { id: ID! }
`

test('what _service tells composes with another subgraph that owns the customers', async () => {
  const { ask } = withFunctions(() => null, { NODE_ENV: 'production' })
  const { data } = await ask({ query: '{ _service { sdl } }', role: 'platform' })
  const composed = composeServices([
    {
      name: 'finance',
      typeDefs: parse(String(Reflect.get(Object(data?._service), 'sdl'))),
      url: 'http://finance',
    },
    { name: 'master-data', typeDefs: parse(masterData), url: 'http://master-data' },
  ])
  expect(composed.errors).toBeUndefined()
  expect(composed.supergraphSdl).toContain('createInvoice')
  expect(composed.supergraphSdl).toContain('lastInvoice: Invoice')
})
