import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildASTSchema, type GraphQLArgument } from 'graphql'
import type * as z from 'zod'
import type { Answer } from '../../../infra/lambda/envelope.ts'
import { functionKey, readContract } from '../schema.ts'

export type Handler = {
  (envelope: object, context: object): Promise<Answer>
  declared: { operation: string; input: z.ZodType }
}

/** A root field of the contract with its arguments and the handler of its function. */
export type ContractOperation = { name: string; args: readonly GraphQLArgument[]; handler: Handler }

const folder = join(import.meta.dirname, '..')

export const contractSchema = buildASTSchema(readContract(folder), { assumeValidSDL: true })

const importHandler = async (shelf: string, name: string): Promise<Handler> => {
  const file = join(folder, '..', shelf, functionKey(name), 'handler.ts')
  return (await import(pathToFileURL(file).href)).handler
}

const shelves = [
  ['queries', contractSchema.getQueryType()],
  ['commands', contractSchema.getMutationType()],
] as const

/** Every operation of the contract. */
export const operations: ContractOperation[] = await Promise.all(
  shelves.flatMap(([shelf, type]) =>
    Object.values(type?.getFields() ?? {}).map(async ({ name, args }) => ({
      name,
      args,
      handler: await importHandler(shelf, name),
    })),
  ),
)

export const operationNamed = (name: string): ContractOperation => {
  const operation = operations.find((one) => one.name === name)
  if (!operation) throw new Error(`The contract has no operation ${name}`)
  return operation
}
