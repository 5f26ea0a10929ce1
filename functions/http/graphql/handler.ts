import middy from '@middy/core'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import type { GraphQLParams } from 'graphql-yoga'
import { correlationId } from '../../../infra/http/headers.ts'
import { requireReadableBody } from '../../../infra/http/json-body.ts'
import { metered } from '../../../infra/lambda/metered.ts'
import { withLogFields } from '../../../infra/observability/log.ts'
import { traceInvocation } from '../../../infra/observability/trace.ts'
import type { GraphQLContext } from './context.ts'
import { reviveNumber } from './exact-numbers.ts'
import { createExecutor, type Executor } from './executor.ts'
import { graphiqlPage, wantsPage } from './graphiql-page.ts'
import { errorResponse, resultResponse } from './http-response.ts'
import { rejectManyValues } from './limits/body-values.ts'
import { isSchemaOpen } from './open-schema.ts'
import { paramsOfUrl, rejectHashOnly } from './persisted-query.ts'
import { contextOf, maxBodyCharacters, rejectBatch, requirePost, withAllHeaders } from './request.ts'
import { buildSchema } from './schema.ts'
import { timeLimit } from './time-limit.ts'
import { createTurnOfTenant } from './turn-of-tenant.ts'

type GraphQLEvent = APIGatewayProxyEvent & { graphql: GraphQLContext }

const schema = buildSchema()
const turnOfTenant = createTurnOfTenant()
const executors = new Map<boolean, Executor>()

const executorFor = (isOpen: boolean): Executor => {
  const executor = executors.get(isOpen) ?? createExecutor(schema, isOpen)
  executors.set(isOpen, executor)
  return executor
}

/** Returns GraphiQL to a browser. Other GET requests are rejected, a persisted query with its own error. */
const answerGet = (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> | undefined => {
  if (wantsPage(event) && isSchemaOpen()) return graphiqlPage()
  rejectHashOnly(paramsOfUrl(event))
  return undefined
}

const chain = middy<GraphQLEvent, APIGatewayProxyResult>(timeLimit)
  .before(({ event }) => (event.httpMethod === 'GET' ? answerGet(event) : undefined))
  .before(async ({ event }) => {
    requirePost(event)
    event.graphql = contextOf(event)
    requireReadableBody(event, { maxCharacters: maxBodyCharacters })
    await turnOfTenant(event.graphql.call.tenantId)
    rejectManyValues(event)
  })
  .use(httpJsonBodyParser({ reviver: reviveNumber }))
  .before(({ event }) => {
    rejectBatch(event.body)
    rejectHashOnly(event.body)
  })
  .onError((request) => {
    request.response = errorResponse(request.event, request.error)
  })
  .handler(async (event: GraphQLEvent) => {
    const isOpen = isSchemaOpen()
    const params = event.body as unknown as GraphQLParams
    const result = await executorFor(isOpen)(params, event.graphql)
    return resultResponse(event, result, event.graphql, isOpen)
  })

const run = (received: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
  const event = withAllHeaders(received)
  const fields = { correlationId: correlationId(event), tenantId: tenantOf(event) }
  const attributes = { 'finance.tenant': fields.tenantId, 'finance.correlation_id': fields.correlationId }
  const { traceparent } = event.headers
  return withLogFields(fields, () =>
    traceInvocation('graphql', { attributes, traceparent }, async (span) => {
      const response = await chain(event as GraphQLEvent, context)
      span.setAttribute('http.response.status_code', response.statusCode)
      return response
    }),
  )
}

/** Undefined for a request without an authorizer. */
const tenantOf = (event: APIGatewayProxyEvent): string | undefined =>
  event.requestContext.authorizer?.tenantId

/** The GraphQL endpoint behind API Gateway (REST, Lambda proxy). */
export const handler = metered('graphql', run, (event) => ({ tenantId: tenantOf(event) ?? '' }))
