import { expect, test } from '@jest/globals'
import { unusedCertificates } from './unused-certificates.ts'

const names = ['DATABASE_SSL', 'DATABASE_SSL_CA', 'KAFKA_SSL', 'KAFKA_SSL_CA']

test('a certificate without TLS is a problem', () => {
  expect(
    unusedCertificates(names, { DATABASE_SSL_CA: 'pem', KAFKA_SSL_CA: 'pem', KAFKA_BROKERS: 'a:1' }),
  ).toEqual([
    'DATABASE_SSL_CA has no effect without DATABASE_SSL=true: set it, or remove the certificate',
    'KAFKA_SSL_CA has no effect without KAFKA_SSL=true: set it, or remove the certificate',
  ])
  expect(unusedCertificates(names, { DATABASE_SSL_CA: 'pem', DATABASE_SSL: '0' })).toHaveLength(1)
})

test('a certificate with TLS, of an MSK cluster or of a store that is not used is none', () => {
  const certificates = { DATABASE_SSL_CA: 'pem', KAFKA_SSL_CA: 'pem' }
  const withTls = { DATABASE_SSL: '1', KAFKA_SSL: 'true', KAFKA_BROKERS: 'a:1' }
  expect(unusedCertificates(names, { ...certificates, ...withTls })).toEqual([])
  expect(unusedCertificates(names, { KAFKA_SSL_CA: 'pem', KAFKA_CLUSTER_ARN: 'arn' })).toEqual([])
  expect(unusedCertificates([], certificates)).toEqual([])
  expect(unusedCertificates(names, {})).toEqual([])
})
