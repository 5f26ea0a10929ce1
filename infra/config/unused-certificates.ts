import type { Environment } from './environment.ts'

const isOn = (flag: string | undefined): boolean => flag === 'true' || flag === '1'

/**
 * Returns a problem for each of these certificates that has no use, because the connection has no TLS: data
 * and logins would go over the network unencrypted, and nobody would notice. An MSK cluster always has TLS.
 */
export const unusedCertificates = (names: readonly string[], values: Environment): string[] => {
  const unused = {
    DATABASE_SSL: Boolean(values.DATABASE_SSL_CA) && !isOn(values.DATABASE_SSL),
    KAFKA_SSL: Boolean(values.KAFKA_SSL_CA && values.KAFKA_BROKERS) && !isOn(values.KAFKA_SSL),
  }
  const withoutTls = Object.entries(unused).flatMap(([flag, isUnused]) =>
    isUnused && names.includes(flag) && names.includes(`${flag}_CA`)
      ? [`${flag}_CA has no effect without ${flag}=true: set it, or remove the certificate`]
      : [],
  )
  const { EVENTSTORE_CONNECTION_STRING: address, EVENTSTORE_SSL_CA: certificate } = values
  return names.includes('EVENTSTORE_SSL_CA')
    ? [...withoutTls, ...unusedByEventStore(address, certificate)]
    : withoutTls
}

/** The same for EventStoreDB, whose address says whether a connection has TLS, and may name a certificate. */
export const unusedByEventStore = (
  connectionString: string | undefined,
  certificate: string | undefined,
): string[] => {
  const [, option] = /[?&](tls=false|tlsCAFile)\b/i.exec(connectionString ?? '') ?? []
  return certificate && option
    ? [`EVENTSTORE_SSL_CA has no effect with ${option} in EVENTSTORE_CONNECTION_STRING: remove one of them`]
    : []
}
