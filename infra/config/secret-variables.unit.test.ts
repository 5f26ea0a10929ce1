import { expect, test } from '@jest/globals'
import { arnVariable, hasArnVariable, plainVariable } from './secret-variables.ts'

test.each([
  ['JWT_ACCESS_SECRET', 'JWT_ACCESS_SECRET_ARN'],
  ['JWT_REFRESH_SECRET', 'JWT_REFRESH_SECRET_ARN'],
  ['DATABASE_PASSWORD', 'DATABASE_PASSWORD_SECRET_ARN'],
  ['DOCUMENT_SIGNING_KEY', 'DOCUMENT_SIGNING_KEY_SECRET_ARN'],
  ['DATABASE_WRITER_PASSWORD', 'DATABASE_WRITER_PASSWORD_SECRET_ARN'],
])('the ARN of %s is in %s', (plain, arn) => {
  expect(hasArnVariable(plain)).toBe(true)
  expect(arnVariable(plain)).toBe(arn)
  expect(plainVariable(arn)).toBe(plain)
})

test.each(['KAFKA_CLUSTER_ARN', 'DATABASE_HOST', 'JWT_ACCESS_SECRET', '_SECRET_ARN'])(
  '%s is no variable for the ARN of a secret',
  (name) => expect(plainVariable(name)).toBeUndefined(),
)
