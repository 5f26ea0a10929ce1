import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { log } from '../observability/log.ts'
import { interceptLog } from '../observability/testing/intercepted-log.ts'
import { type Daemon, startDaemon } from '../observability/xray/testing/daemon.ts'
import { traceRequest } from './trace-request.ts'

let daemon: Daemon

beforeAll(async () => {
  daemon = await startDaemon()
  process.env.AWS_XRAY_DAEMON_ADDRESS = daemon.address
  process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
})
afterEach(() => void jest.restoreAllMocks())
afterAll(async () => {
  delete process.env.AWS_XRAY_DAEMON_ADDRESS
  delete process.env._X_AMZN_TRACE_ID
  await daemon.close()
})

test('a request is found by its tenant and its correlation id, in the traces and in the log', async () => {
  const { lines } = interceptLog()
  const event = {
    headers: { 'x-correlation-id': 'mine-1' },
    requestContext: { requestId: 'request-1', authorizer: { tenantId: 'acme' } },
  } as unknown as APIGatewayProxyEvent
  const response = await traceRequest('documents', event, async () => {
    log('warn', 'A line of the request')
    return { statusCode: 404 }
  })
  expect(response).toEqual({ statusCode: 404 })
  expect(lines()).toMatchObject([{ correlationId: 'mine-1', tenantId: 'acme' }])
  expect(await daemon.receive(1)).toMatchObject([
    {
      name: 'documents',
      annotations: { tenant: 'acme', correlation_id: 'mine-1' },
      http: { response: { status: 404 } },
    },
  ])
})
