import { expect, test } from '@jest/globals'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { invokeIntegration } from './integration.ts'

test('the gateway stops waiting for a function that is too slow', async () => {
  const lambda = { invoke: () => new Promise(() => {}) }
  await expect(invokeIntegration(lambda, 'slow', {} as APIGatewayProxyEvent, 5)).resolves.toBe(
    'INTEGRATION_TIMEOUT',
  )
})
