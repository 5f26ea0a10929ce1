import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  validate,
} from 'graphql'
import { type GraphQLParams, type Plugin, YogaServer } from 'graphql-yoga'
import { plainRecord } from '../../../infra/http/headers.ts'
import type { GraphQLContext } from './context.ts'
import { contractError } from './contract-error.ts'
import { documentCache } from './document-cache.ts'
import { rejectSharedKey } from './idempotency-key.ts'
import { rejectCostlyQuery } from './limits/cost.ts'
import { parseWithinLimits } from './limits/size.ts'
import { rejectLargeVariables, rejectLongOperationName, rejectUnusableName } from './limits/variables.ts'
import { rejectLargeWrites } from './limits/written-input.ts'
import { rejectNullVariables } from './null-variables.ts'
import { noServiceRule } from './open-schema.ts'

/** More do not help a client, and each repeats a part of the document. */
const maxValidationErrors = 20

export type Executor = (params: GraphQLParams, context: GraphQLContext) => Promise<ExecutionResult>

/**
 * Returns a function that executes GraphQL requests. It caches documents. Unless the schema is open, it
 * rejects requests that read the schema.
 */
export const createExecutor = (schema: GraphQLSchema, isSchemaOpen: boolean): Executor => {
  // Without the HTTP server of createYoga, which nothing here uses: it loads Node's fetch, 60 ms of a cold
  // start.
  const yoga = new YogaServer<GraphQLContext, object>({
    schema,
    plugins: [limitsAndRules(schema, isSchemaOpen)],
    parserAndValidationCache: {
      documentCache: documentCache<DocumentNode>(),
      errorCache: documentCache<Error>(),
    },
    // These are turned off, because the gateway or other files of this folder handle them, or nothing uses
    // them.
    maskedErrors: false,
    logging: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
  })
  // Yoga reads only the method, because the body is parsed already, with its numbers kept exact. A real
  // Request would add 10 ms and more to a cold start, because Node loads its fetch for it.
  const request = { method: 'POST' } as Request
  return async (params, context) => {
    try {
      rejectLongOperationName((params as GraphQLParams | null)?.operationName)
      return (await yoga.getResultForParams({ params, request }, context)) as ExecutionResult
    } catch (error) {
      return { errors: [asGraphQLError(error)] }
    }
  }
}

const asGraphQLError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError ? error : new GraphQLError('Unexpected', { originalError: error as Error })

/** GraphQL stops a comparison of repeated fields that takes too long, and does not say why. */
const withReason = (error: GraphQLError): GraphQLError =>
  error.message === 'Validation aborted.'
    ? contractError({
        code: 'QUERY_TOO_COMPLEX',
        message: 'The query repeats the same fields too often; select each field once',
      })
    : error

const limitsAndRules = (schema: GraphQLSchema, isSchemaOpen: boolean): Plugin<GraphQLContext> => ({
  onParse({ setParseFn, extendContext }) {
    setParseFn(parseWithinLimits)
    return ({ result }) => {
      if (result && !(result instanceof Error)) extendContext({ document: result as DocumentNode })
    }
  },
  onValidate({ addValidationRule, setValidationFn }) {
    setValidationFn((validated, document, rules) =>
      validate(validated, document, rules, { maxErrors: maxValidationErrors }).map(withReason),
    )
    if (isSchemaOpen) return
    addValidationRule(NoSchemaIntrospectionCustomRule)
    addValidationRule(noServiceRule)
  },
  onExecute({ args, setResultAndStopExecution }) {
    const { document, operationName, contextValue } = args
    // A variable may have any name: `constructor` must not find what every object inherits.
    const variables = plainRecord(Object.entries(args.variableValues ?? {}))
    try {
      rejectLargeVariables(variables, document)
      rejectSharedKey(contextValue.idempotencyKey, document, operationName)
      const query = { document, operationName, variables }
      rejectUnusableName(query)
      rejectNullVariables(schema, query)
      rejectCostlyQuery(schema, query)
      rejectLargeWrites(query)
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      setResultAndStopExecution({ errors: [error] })
    }
  },
})
