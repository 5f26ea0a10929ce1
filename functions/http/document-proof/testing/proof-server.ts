import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import type { Environment } from '../../../../infra/config/environment.ts'
import { type HostRuntime, provideHostRuntime } from '../../../../infra/lambda/runtime.ts'
import { handler } from '../handler.ts'

const environment = new AsyncLocalStorage<Environment>()

/** Calls the handler with these variables. Afterwards `provideHostRuntime(undefined)` has to be called. */
export const get = (
  resource: string,
  variables: Environment,
  headers: Record<string, string> = {},
): Promise<APIGatewayProxyResult> => {
  provideHostRuntime({ environment } as HostRuntime)
  const event = { resource, headers, requestContext: { requestId: 'request-1' } }
  return environment.run({ LOG_LEVEL: 'silent', ...variables }, () =>
    handler(event as unknown as APIGatewayProxyEvent),
  )
}

/** Serves the routes of the handler on this machine, also behind the stage /prod. */
export const startProofServer = async () => {
  let variables: Environment = {}
  const requested: string[] = []
  const server = createServer(async (request, response) => {
    requested.push(request.url ?? '')
    const path = (request.url ?? '').replace(/^\/prod/, '').replace(/\/$/, '')
    if (path !== '/verify' && path !== '/documents/keys') return void response.writeHead(404).end()
    const { statusCode, headers, body } = await get(path, variables)
    response.writeHead(statusCode, headers as Record<string, string>).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The paths of all requests. */
    requested,
    configure: (changed: Environment) => {
      variables = changed
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
