import middy from '@middy/core'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import type { GraphQLParams } from 'graphql-yoga'
import { settings } from '../../../infra/config/settings.ts'
import { withLogFields } from '../../../infra/observability/log.ts'
import type { Door } from './door.ts'
import { createEngine, type Engine } from './engine.ts'
import { exactNumbers } from './exact-numbers.ts'
import { asksForPage, graphiqlPage } from './graphiql-page.ts'
import { answerOf, refusedWhole } from './http-response.ts'
import { correlationId, doorOf, refuseBatch, refuseGet, withPlainHeaders } from './request.ts'
import { buildSchema } from './schema.ts'

type Arrived = APIGatewayProxyEvent & { door: Door }

const schema = buildSchema()
const engines = new Map<boolean, Engine>()

const engine = (production: boolean): Engine => {
  const known = engines.get(production) ?? createEngine(schema, production)
  engines.set(production, known)
  return known
}

const isProduction = (): boolean => settings(['NODE_ENV']).NODE_ENV === 'production'

const chain = middy<Arrived, APIGatewayProxyResult>()
  .before(({ event }) => (asksForPage(event) && !isProduction() ? graphiqlPage() : undefined))
  .before(({ event }) => {
    refuseGet(event)
    event.door = doorOf(event)
  })
  .use(httpJsonBodyParser({ reviver: exactNumbers }))
  .before(({ event }) => refuseBatch(event.body))
  .onError((request) => {
    request.response = refusedWhole(request.event, request.error)
  })
  .handler(async (event: Arrived) => {
    const production = isProduction()
    const result = await engine(production)(event.body as unknown as GraphQLParams, event.door)
    return answerOf(event, result, event.door, production)
  })

/** The GraphQL endpoint behind API Gateway (REST, Lambda proxy). */
export const handler = (received: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
  const event = withPlainHeaders(received)
  const tenantId: string | undefined = event.requestContext.authorizer?.tenantId
  return withLogFields({ correlationId: correlationId(event), tenantId }, () =>
    chain(event as Arrived, context),
  )
}
