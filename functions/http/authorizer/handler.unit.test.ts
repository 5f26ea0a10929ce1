import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { APIGatewayRequestAuthorizerEvent, APIGatewayTokenAuthorizerEvent } from 'aws-lambda'
import { signToken } from '../../../infra/auth/token.ts'
import { handler } from './handler.ts'

const secret = 'authorizer-'.repeat(4)
const methodArn = 'arn:aws:execute-api:ap-southeast-1:123456789012:abc123/prod/POST/graphql'
const before = { ...process.env }
beforeAll(() => {
  Object.assign(process.env, {
    JWT_ACCESS_SECRET: secret,
    LOG_LEVEL: 'silent',
    FUNCTION_PREFIX: 'finance-prod-',
  })
})
afterAll(() => {
  process.env = before
})

const byToken = (authorizationToken: string): APIGatewayTokenAuthorizerEvent => ({
  type: 'TOKEN',
  methodArn,
  authorizationToken,
})
const byRequest = (headers: Record<string, string>) =>
  ({ type: 'REQUEST', methodArn, headers }) as unknown as APIGatewayRequestAuthorizerEvent

describe('the authorizer', () => {
  test('allows the whole stage and returns who calls', async () => {
    const token = await signToken({ userId: 'u-1', tenantId: 'acme', role: 'accounts_payable' }, secret)
    const allowed = {
      principalId: 'u-1',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: 'arn:aws:execute-api:ap-southeast-1:123456789012:abc123/prod/*',
          },
        ],
      },
      context: {
        tenantId: 'acme',
        userId: 'u-1',
        role: 'accounts_payable',
        permissions: 'invoice:read report:read',
        expiresAt: expect.stringMatching(/^\d{10}$/),
      },
      usageIdentifierKey: 'finance-prod-usage-of-tenant-acme',
    }
    expect(await handler(byToken(`Bearer ${token}`))).toEqual(allowed)
    expect(await handler(byRequest({ Authorization: `Bearer ${token}` }))).toEqual(allowed)
  })

  test('counts the requests of the platform by a key of its own', async () => {
    const token = await signToken({ userId: 'u-1', tenantId: '', role: 'platform' }, secret)
    expect(await handler(byToken(`Bearer ${token}`))).toMatchObject({
      usageIdentifierKey: 'finance-prod-usage-of-platform',
    })
  })

  test('a header that is sent twice with one value counts once, and with two values not at all', async () => {
    const tokenOf = (userId: string) => signToken({ userId, tenantId: 'acme', role: 'admin' }, secret)
    const [one, other] = [`Bearer ${await tokenOf('u-1')}`, `Bearer ${await tokenOf('u-2')}`]
    const send = (multiValueHeaders: Record<string, string[]>) =>
      handler({ ...byRequest({ Authorization: one }), multiValueHeaders })
    expect(await send({ Authorization: [one, one] })).toMatchObject({ principalId: 'u-1' })
    await expect(send({ Authorization: [other, one] })).rejects.toThrow(/^Unauthorized$/)
    await expect(send({ Authorization: [one], authorization: [other] })).rejects.toThrow(/^Unauthorized$/)
  })

  test.each([
    ['no header', async () => byRequest({})],
    ['no bearer token', async () => byToken('abc')],
    ['a bad token', async () => byToken('Bearer abc')],
    [
      'an expired token',
      async () =>
        byToken(`Bearer ${await signToken({ userId: 'u', tenantId: 'acme', role: 'admin' }, secret, -60)}`),
    ],
  ])('rejects %s', async (_, event) => {
    await expect(handler(await event())).rejects.toThrow(/^Unauthorized$/)
  })
})
