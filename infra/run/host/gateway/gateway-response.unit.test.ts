import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { securityHeaders } from '../../../http/security-headers.ts'
import { readManifest } from '../manifest.ts'
import { gatewayResponses, responseTypes } from './gateway-response.ts'

const manifest = readManifest(join(import.meta.dirname, '../../../../serverless.yml'), {})

describe('a response of the gateway itself has the shape of every error', () => {
  test.each([...manifest.gatewayResponses.keys()])('%s', (kind) => {
    const template = manifest.gatewayResponses.get(kind)?.ResponseTemplates['application/json'] ?? ''
    const body = JSON.parse(
      template.replace('$context.error.messageString', '"Bad request"').replace('$context.requestId', 'r-1'),
    )
    expect(body).toEqual({
      errors: [
        {
          message: expect.any(String),
          extensions: {
            code: expect.any(String),
            path: kind === 'UNSUPPORTED_MEDIA_TYPE' ? 'Content-Encoding' : null,
            params: {},
            retryable: expect.any(Boolean),
            correlationId: 'r-1',
          },
        },
      ],
    })
  })
})

test.each(responseTypes)('%s has the security headers', (type) => {
  expect(gatewayResponses(manifest)(type, 'c-1').headers).toMatchObject(securityHeaders)
})

test('every response that API Gateway makes has the security headers', () => {
  for (const { ResponseParameters } of manifest.gatewayResponses.values())
    for (const [name, value] of Object.entries(securityHeaders))
      expect(ResponseParameters[`gatewayresponse.header.${name}`]).toBe(`'${value}'`)
})

test('a response follows the manifest and contains the correlation id', () => {
  const { status, headers, body } = gatewayResponses(manifest)('UNAUTHORIZED', 'c-1')
  expect([status, headers['X-Correlation-ID'], JSON.parse(String(body)).errors[0].extensions]).toEqual([
    401,
    'c-1',
    { code: 'UNAUTHENTICATED', path: null, params: {}, retryable: false, correlationId: 'c-1' },
  ])
})

test('of several origins the response allows the first, because a browser accepts only one', () => {
  const path = join(import.meta.dirname, '../../../../serverless.yml')
  const originFor = (CORS_ORIGIN: string) =>
    gatewayResponses(readManifest(path, { CORS_ORIGIN }))('UNAUTHORIZED', 'c-1').headers[
      'Access-Control-Allow-Origin'
    ]
  expect(originFor('https://a.example, https://b.example')).toBe('https://a.example')
  expect(originFor('*')).toBe('*')
})

test('without CORS_ORIGIN every origin is allowed in development, and none in production', () => {
  const path = join(import.meta.dirname, '../../../../serverless.yml')
  const originFor = (NODE_ENV: string) =>
    gatewayResponses(readManifest(path, { NODE_ENV }))('UNAUTHORIZED', 'c-1').headers[
      'Access-Control-Allow-Origin'
    ]
  expect(['', 'production', 'development', 'test'].map(originFor)).toEqual(['none', 'none', '*', '*'])
})

test.each(responseTypes)(
  'no value breaks or extends the JSON of %s, although the gateway admits only safe ids',
  (kind) => {
    const hostile = 'c-1","admin":true,"x":"\\\n\u2028$context.requestId'
    const { body } = gatewayResponses(manifest)(kind, hostile)
    const { extensions } = JSON.parse(String(body)).errors[0]
    expect(Object.keys(extensions)).toEqual(['code', 'path', 'params', 'retryable', 'correlationId'])
    expect(extensions.correlationId).toBe(hostile)
  },
)

test('a template takes from the request only its id, which API Gateway makes itself and does not escape', () => {
  const used = [...manifest.gatewayResponses.values()].flatMap(({ ResponseTemplates, ResponseParameters }) =>
    [...Object.values(ResponseTemplates), ...Object.values(ResponseParameters)].flatMap(
      (text) => text.match(/(context|stageVariables|method\.request)\.[\w.]+/g) ?? [],
    ),
  )
  expect([...new Set(used)].sort()).toEqual(['context.error.messageString', 'context.requestId'])
})
