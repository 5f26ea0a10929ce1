import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { invokeIntegration } from './integration.ts'

test('the gateway stops waiting for a function that is too slow', async () => {
  const lambda = { invoke: () => new Promise(() => {}) }
  await expect(invokeIntegration(lambda, 'slow', {} as APIGatewayProxyEvent, 5)).resolves.toBe(
    'INTEGRATION_TIMEOUT',
  )
})

/** What a process prints that invokes a function with an event whose body is `body`. */
const outputOf = (body: string): { response: string; log: string } => {
  const moduleAt = (path: string): string => JSON.stringify(join(import.meta.dirname, path))
  const script = `
    const { invokeIntegration } = await import(${moduleAt('integration.ts')})
    const { encodePayload } = await import(${moduleAt('../../../lambda/payload.ts')})
    const invoke = async (key, event, type) => {
      encodePayload(key, event, type)
      throw new Error('failed')
    }
    console.log(await invokeIntegration({ invoke }, 'graphql', { body: ${body} }))`
  const options = ['--input-type=module', '-e', script]
  const { stdout, stderr } = spawnSync(process.execPath, options, { encoding: 'utf8' })
  return { response: stdout.trim(), log: stderr }
}

test('a request whose event is too large is the fault of its client, so no line is logged', () => {
  expect(outputOf(`'\\u0001'.repeat(2 ** 20)`)).toEqual({ response: 'REQUEST_TOO_LARGE', log: '' })
})

test('a function that fails is logged', () => {
  expect(outputOf(`''`)).toEqual({
    response: 'DEFAULT_5XX',
    log: expect.stringContaining('The function of a route failed'),
  })
})
