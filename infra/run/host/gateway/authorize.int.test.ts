import { expect, test } from '@jest/globals'
import { fixtureHost } from '../fixtures/fixture-host.ts'
import { seen } from '../fixtures/functions/seen.ts'

const { send, sendRaw } = fixtureHost()

const sendWith = (token: string) =>
  send('POST', '/echo', { Authorization: token, Origin: 'https://desk.example' }, '{}')

test.each([
  ['Bearer bad', 401, 'UNAUTHENTICATED'],
  ['Bearer denied', 403, 'FORBIDDEN'],
  ['Bearer elsewhere', 403, 'FORBIDDEN'],
  ['Bearer crash', 500, 'INTERNAL_SERVER_ERROR'],
  ['Bearer nested', 500, 'INTERNAL_SERVER_ERROR'],
])('%s gets a %d with a GraphQL error', async (token, status, code) => {
  const response = await sendWith(token)
  expect(response.status).toBe(status)
  expect(response.json().errors[0].extensions).toMatchObject({
    code,
    correlationId: response.headers.get('x-correlation-id'),
  })
  expect(response.headers.get('access-control-allow-origin')).toBe('https://desk.example')
})

test('without a token the authorizer is not called', async () => {
  expect((await send('POST', '/echo', {}, '{}')).status).toBe(401)
  expect(seen.filter((call) => call.function === 'authorizer')).toEqual([])
})

test.each(['Basic abc', 'Bearer', 'Bearer two words'])(
  '%s is no token: the authorizer is not called',
  async (header) => {
    expect((await send('POST', '/echo', { Authorization: header }, '{}')).status).toBe(401)
    expect(seen).toEqual([])
  },
)

test('the authorizer is called once for a token, in its own environment', async () => {
  await sendWith('Bearer once')
  await sendWith('Bearer once')
  expect(seen).toEqual([{ function: 'authorizer', token: 'Bearer once', secret: 'jwt' }])
})

test('an error of the authorizer is not cached', async () => {
  await sendWith('Bearer bad')
  await sendWith('Bearer bad')
  expect(seen).toHaveLength(2)
})

test('a correlation id cannot add members to the error of the gateway', async () => {
  const id = 'c","retryable":true,"admin":"yes'
  const { status, text } = await sendRaw('POST', '/echo', { 'X-Correlation-ID': id })
  const { extensions } = JSON.parse(text).errors[0]
  expect([status, extensions]).toEqual([
    401,
    {
      ...{ code: 'UNAUTHENTICATED', path: null, params: {}, retryable: false },
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  ])
})
