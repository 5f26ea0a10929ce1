import { expect, test } from '@jest/globals'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { integrate } from './integration.ts'

test('a function that is slower than the gateway waits is given up', async () => {
  const lambda = { invoke: () => new Promise(() => {}) }
  await expect(integrate(lambda, 'slow', {} as APIGatewayProxyEvent, 5)).resolves.toBe('INTEGRATION_TIMEOUT')
})
