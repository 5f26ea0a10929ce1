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
  return Object.entries(unused).flatMap(([flag, isUnused]) =>
    isUnused && names.includes(flag) && names.includes(`${flag}_CA`)
      ? [`${flag}_CA has no effect without ${flag}=true: set it, or remove the certificate`]
      : [],
  )
}
