import { expect, test } from '@jest/globals'
import { securityHeaders } from '../../../infra/http/security-headers.ts'
import { faultOf } from './verdict.ts'

const id = '01234567-89ab-4cde-a012-3456789abcde'
const response = (status: number, body: string, ids: string[] = [id]) => ({
  status,
  headers: new Map([
    ...Object.entries(securityHeaders).map(([name, value]): [string, string[]] => [
      name.toLowerCase(),
      [value],
    ]),
    ['x-correlation-id', ids],
  ]),
  body,
})
const errors = (code: string, correlationId = id) =>
  JSON.stringify({ errors: [{ extensions: { code, correlationId } }] })

test('a response with data, and one with an error of the client, have no fault', () => {
  expect(faultOf(response(200, '{"data":{"__typename":"Query"}}'))).toBeUndefined()
  expect(faultOf(response(400, errors('INVALID_INPUT')))).toBeUndefined()
})

test('a page of GraphiQL and an empty preflight are no JSON and have no fault', () => {
  const page = response(200, '<!doctype html>')
  page.headers.set('content-type', ['text/html; charset=utf-8'])
  expect(faultOf(page)).toBeUndefined()
  expect(faultOf(response(200, ''))).toBeUndefined()
})

test.each([
  ['a failure of the server', response(502, errors('STORE_UNAVAILABLE'))],
  ['an unexpected error beside data', response(200, errors('INTERNAL_SERVER_ERROR'))],
  ['a body that is not JSON', response(400, 'Bad request')],
  ['a body that is JSON but no object', response(400, '1')],
  ['no correlation id', response(400, errors('INVALID_INPUT'), [])],
  ['two correlation ids', response(400, errors('INVALID_INPUT'), [id, id])],
  ['a correlation id with a quote', response(400, '{}', ['a"b'])],
  ['another correlation id in the error', response(400, errors('INVALID_INPUT', 'other'))],
  ['a stack', response(400, '{"message":"x\\n    at run (/srv/app.js:1)"}'.replace('\\n', '\n'))],
  ['a path', response(400, '{"message":"/srv/node_modules/x"}')],
  ['an error of a store', response(400, '{"message":"PostgresError: syntax"}')],
])('%s is a fault', (_, faulty) => {
  expect(faultOf(faulty)).toBeDefined()
})

test.each(Object.keys(securityHeaders))('a response without %s is a fault', (name) => {
  const faulty = response(200, '{}')
  faulty.headers.delete(name.toLowerCase())
  expect(faultOf(faulty)).toContain(name)
})
