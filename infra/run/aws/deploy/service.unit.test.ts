import { expect, test } from '@jest/globals'
import { credentialProblems, serviceEnvironment, settingsOfDeployment } from './service.ts'

test('settings and what the AWS clients need reach osls; secrets and the rest of this machine do not', () => {
  expect(
    serviceEnvironment({
      PATH: '/bin',
      AWS_PROFILE: 'finance',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:5000',
      CORS_ORIGIN: 'https://erp.example.com',
      DATABASE_PASSWORD_SECRET_ARN: 'arn:aws:secretsmanager:x:1:secret:owner',
      JWT_ACCESS_SECRET_ARN: 'arn:aws:secretsmanager:x:1:secret:access',
      DATABASE_HOST: '',
      DATABASE_PASSWORD: 'secret',
      JWT_ACCESS_SECRET: 'secret',
      NODE_ENV: 'development',
      GITHUB_TOKEN: 'secret',
    }),
  ).toEqual({
    PATH: '/bin',
    AWS_PROFILE: 'finance',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:5000',
    CORS_ORIGIN: 'https://erp.example.com',
    DATABASE_PASSWORD_SECRET_ARN: 'arn:aws:secretsmanager:x:1:secret:owner',
    JWT_ACCESS_SECRET_ARN: 'arn:aws:secretsmanager:x:1:secret:access',
    CI: '1',
    SLS_TELEMETRY_DISABLED: '1',
  })
})

test('the address of a store that exists reaches osls, unless it contains credentials', () => {
  const open = { EVENTSTORE_CONNECTION_STRING: 'esdb+discover://store:2113?nodePreference=leader' }
  expect(serviceEnvironment(open)).toMatchObject(open)
  expect(credentialProblems(open)).toEqual([])

  const secret = {
    EVENTSTORE_CONNECTION_STRING: 'esdb://admin:hush@store:2113',
    REDIS_URL: 'rediss://:hush@cache:6379',
    DATABASE_PASSWORD: 'hush',
  }
  expect(JSON.stringify([serviceEnvironment(secret), credentialProblems(secret)])).not.toContain('hush')
  expect(credentialProblems(secret)).toEqual([
    'EVENTSTORE_CONNECTION_STRING contains credentials: put them into EVENTSTORE_PASSWORD_SECRET_ARN',
  ])
})

test('the names of what a deployment takes from the environment contain no tool and no secret', () => {
  const names = settingsOfDeployment({
    PATH: '/bin',
    AWS_REGION: 'ap-southeast-1',
    NODE_ENV: 'production',
    DATABASE_HOST: '',
    DATABASE_PASSWORD: 'secret',
    JWT_ACCESS_SECRET_ARN: 'arn:aws:secretsmanager:x:1:secret:access',
    CORS_ORIGIN: 'https://erp.example.com',
  })
  expect(names.sort()).toEqual(['CORS_ORIGIN', 'JWT_ACCESS_SECRET_ARN'])
})
