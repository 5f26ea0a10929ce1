import fs from 'node:fs'
import { afterEach, expect, jest, test } from '@jest/globals'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { eventOf, withInvoice } from './testing/client.ts'

afterEach(() => {
  jest.restoreAllMocks()
  provideHostRuntime(undefined)
})

test('a token that expires while the gateway keeps its result is refused, and the log says why', async () => {
  const written: string[] = []
  jest.spyOn(fs, 'writeSync').mockImplementation(((_fd: number, text: string) => {
    written.push(text)
    return Buffer.byteLength(text)
  }) as typeof fs.writeSync)
  const { sendEvent, invocations } = withInvoice({ LOG_LEVEL: 'info' })
  const event = eventOf({ query: '{ invoice(id: "i-1") { id } }' })
  const expiresAt = String(Math.floor(Date.now() / 1000) - 61)
  Object.assign(event.requestContext.authorizer ?? {}, { expiresAt })
  expect(await sendEvent(event)).toMatchObject({ statusCode: 401 })
  expect(invocations).toEqual([])
  expect(written.map((text) => JSON.parse(text))).toMatchObject([
    { message: 'Token rejected', correlationId: 'request-1', context: { reason: 'expired' } },
  ])
})
