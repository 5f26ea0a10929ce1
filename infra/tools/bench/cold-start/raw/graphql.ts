import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildASTSchema, parse } from 'graphql'
import { YogaServer } from 'graphql-yoga'

/** Makes the schema of the contract and executes a query on it. */
export const graphql = async (query: string): Promise<void> => {
  const contract = readFileSync(join(import.meta.dirname, 'schema.graphql'), 'utf8')
  const options = { assumeValid: true, assumeValidSDL: true }
  const schema = buildASTSchema(parse(contract, { noLocation: true }), options)
  const yoga = new YogaServer<object, object>({ schema, maskedErrors: false, logging: false })
  await yoga.getResultForParams({ params: { query }, request: { method: 'POST' } as Request }, {})
}
