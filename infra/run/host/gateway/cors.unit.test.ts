import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { securityHeaders } from '../../../http/security-headers.ts'
import { readManifest } from '../manifest.ts'
import { preflight } from './cors.ts'
import { createRouter, type Match } from './routes.ts'

const manifest = readManifest(join(import.meta.dirname, '../../../../serverless.yml'), {})

test.each([
  'content-type',
  'authorization',
  'x-tenant-id',
  'x-correlation-id',
  'idempotency-key',
  'traceparent',
  'tracestate',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'x-apollo-operation-name',
])('a browser may send %s to the endpoint', (name) => {
  const { headers } = preflight(createRouter(manifest)('/graphql') as Match, 'https://a.example') ?? {}
  expect(String(headers?.['Access-Control-Allow-Headers']).toLowerCase().split(',')).toContain(name)
})

test('a preflight has the security headers', () => {
  const { headers } = preflight(createRouter(manifest)('/auth/refresh') as Match, 'https://a.example') ?? {}
  expect(headers).toMatchObject(securityHeaders)
})
