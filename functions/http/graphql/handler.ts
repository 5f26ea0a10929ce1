import middy from '@middy/core'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import type { GraphQLParams } from 'graphql-yoga'
import { requireReadableBody } from '../../../infra/http/json-body.ts'
import { tenantOf } from '../../../infra/http/request.ts'
import { traceRequest } from '../../../infra/http/trace-request.ts'
import { metered } from '../../../infra/lambda/metered.ts'
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
  return traceRequest('graphql', event, () => chain(event as GraphQLEvent, context))
}

/** The GraphQL endpoint behind API Gateway (REST, Lambda proxy). */
export const handler = metered('graphql', run, (event) => ({ tenantId: tenantOf(event) ?? '' }))
