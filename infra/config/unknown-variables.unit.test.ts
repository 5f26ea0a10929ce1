import { expect, test } from '@jest/globals'
import { unknownVariables } from './unknown-variables.ts'

test('a variable with our prefix that nothing reads gives a warning with the probable name', () => {
  expect(
    unknownVariables({
      KAFKA_BROKER: 'a:1',
      DATABASE_USER: 'owner',
      DATABSE_HOST: 'x',
      EVENTSTORE_POOL_SISE: '3',
      HOST_ROLE: 'jobs',
      JWT_KEY: 'k',
      RATE_LIMIT_PER_SECONDS: '10',
    }),
  ).toEqual([
    'DATABASE_USER is set but nothing reads it; did you mean DATABASE_USERNAME?',
    'EVENTSTORE_POOL_SISE is set but nothing reads it; did you mean EVENTSTORE_POOL_SIZE?',
    'HOST_ROLE is set but nothing reads it; did you mean HOST_ROLES?',
    'JWT_KEY is set but nothing reads it',
    'KAFKA_BROKER is set but nothing reads it; did you mean KAFKA_BROKERS?',
    'RATE_LIMIT_PER_SECONDS is set but nothing reads it; did you mean RATE_LIMIT_PER_SECOND?',
  ])
})

test('variables that are read, empty or without our prefix give no warning', () => {
  expect(
    unknownVariables({ KAFKA_BROKERS: 'a:1', DATABASE_URL: '', HOME: '/root', CORSICA: 'x', DATABASE: 'x' }),
  ).toEqual([])
})

test('the variables that Kubernetes sets for services of these names give no warning', () => {
  expect(
    unknownVariables({
      KAFKA_SERVICE_HOST: '10.0.0.1',
      KAFKA_SERVICE_PORT: '9092',
      KAFKA_SERVICE_PORT_TLS: '9093',
      REDIS_PORT: 'tcp://10.0.0.2:6379',
      REDIS_PORT_6379_TCP: 'tcp://10.0.0.2:6379',
      REDIS_PORT_6379_TCP_ADDR: '10.0.0.2',
    }),
  ).toEqual([])
})
