import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
} from 'graphql'
import { createYoga, type GraphQLParams, type Plugin } from 'graphql-yoga'
import { recentDocuments } from './documents.ts'
import type { Door } from './door.ts'
import { refuseSharedKey } from './idempotency-key.ts'
import { refuseCostly } from './limits/cost.ts'
import { parseWithinLimits } from './limits/structure.ts'

export type Engine = (params: GraphQLParams, door: Door) => Promise<ExecutionResult>

/** Runs one GraphQL request against the schema. Production answers no introspection. Parsed and validated documents are kept. */
export const createEngine = (schema: GraphQLSchema, production: boolean): Engine => {
  const yoga = createYoga<Door>({
    schema,
    plugins: [rulesOfTheDoor(schema, production)],
    parserAndValidationCache: {
      documentCache: recentDocuments<DocumentNode>(),
      errorCache: recentDocuments<Error>(),
    },
    // The gateway's part and shown.ts do these.
    maskedErrors: false,
    logging: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
  })
  // Yoga reads only the method of it; the body is parsed already, with its numbers kept exact. A real Request costs a cold
  // start 10 ms and more, because Node loads its fetch for it.
  const request = { method: 'POST' } as Request
  return async (params, door) => {
    try {
      return (await yoga.getResultForParams({ params, request }, door)) as ExecutionResult
    } catch (error) {
      return {
        errors: [
          error instanceof GraphQLError
            ? error
            : new GraphQLError('Unexpected', { originalError: error as Error }),
        ],
      }
    }
  }
}

const rulesOfTheDoor = (schema: GraphQLSchema, production: boolean): Plugin<Door> => ({
  onParse({ setParseFn, extendContext }) {
    setParseFn(parseWithinLimits)
    return ({ result }) => {
      if (result && !(result instanceof Error)) extendContext({ document: result as DocumentNode })
    }
  },
  onValidate({ addValidationRule }) {
    if (production) addValidationRule(NoSchemaIntrospectionCustomRule)
  },
  onExecute({ args, setResultAndStopExecution }) {
    try {
      refuseSharedKey(args.contextValue.idempotencyKey, args.document, args.operationName)
      refuseCostly(schema, {
        document: args.document,
        operationName: args.operationName,
        variables: args.variableValues ?? {},
      })
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      setResultAndStopExecution({ errors: [error] })
    }
  },
})
