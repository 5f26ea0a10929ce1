import { expect, test } from '@jest/globals'
import { serviceEnvironment } from './service.ts'

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
