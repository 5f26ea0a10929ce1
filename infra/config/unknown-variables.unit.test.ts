import { expect, test } from '@jest/globals'
import { unknownVariables } from './unknown-variables.ts'

test('a variable of ours that nothing reads is warned of, with the name that was probably meant and without its value', () => {
  expect(
    unknownVariables({
      KAFKA_BROKER: 'a:1',
      DATABASE_USER: 'owner',
      DATABSE_HOST: 'x',
      EVENTSTORE_POOL_SISE: '3',
      JWT_KEY: 'k',
    }),
  ).toEqual([
    'DATABASE_USER is set but nothing reads it; did you mean DATABASE_USERNAME?',
    'EVENTSTORE_POOL_SISE is set but nothing reads it; did you mean EVENTSTORE_POOL_SIZE?',
    'JWT_KEY is set but nothing reads it',
    'KAFKA_BROKER is set but nothing reads it; did you mean KAFKA_BROKERS?',
  ])
})

test('what we read, what is empty and what belongs to others is not warned of', () => {
  expect(
    unknownVariables({ KAFKA_BROKERS: 'a:1', DATABASE_URL: '', HOME: '/root', CORSICA: 'x', DATABASE: 'x' }),
  ).toEqual([])
})

test('the addresses that Kubernetes gives for services of these names are not warned of', () => {
  expect(
    unknownVariables({
      KAFKA_SERVICE_HOST: '10.0.0.1',
      KAFKA_SERVICE_PORT: '9092',
      KAFKA_SERVICE_PORT_TLS: '9093',
      REDIS_PORT_6379_TCP: 'tcp://10.0.0.2:6379',
      REDIS_PORT_6379_TCP_ADDR: '10.0.0.2',
    }),
  ).toEqual([])
})
