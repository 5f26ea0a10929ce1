import type { TemplateValues } from './template.ts'

/** Stores a secret where the functions read it, and returns its ARN. */
type PutSecret = (name: string, text: string) => string

/**
 * Returns what the stacks of the network and the stores would export, and the few variables in which stores
 * on this machine differ from those on AWS: their ports, and that they have no TLS. `environment` names the
 * stores as it does for the host; each password becomes a secret.
 */
export const storeValues = (
  environment: Readonly<Record<string, string>>,
  putSecret: PutSecret,
): TemplateValues => {
  const of = (name: string): string => environment[name] ?? ''
  const login = (prefix: string): string => {
    const [username, password] = [of(`${prefix}_USERNAME`), of(`${prefix}_PASSWORD`)]
    return putSecret(prefix.toLowerCase(), JSON.stringify({ username, password }))
  }
  return {
    exports: {
      DatabaseHost: of('DATABASE_HOST'),
      DatabaseOwnerSecretArn: login('DATABASE'),
      DatabaseWriterSecretArn: login('DATABASE_WRITER'),
      DatabaseReaderSecretArn: login('DATABASE_READER'),
      DatabaseAuthSecretArn: login('DATABASE_AUTH'),
      EventStoreConnectionString: of('EVENTSTORE_CONNECTION_STRING'),
      EventStorePasswordSecretArn: putSecret(
        'eventstore',
        JSON.stringify({ username: 'admin', password: 'not-checked-here' }),
      ),
      EventStoreCa: '',
      JwtAccessSecretArn: putSecret('jwt-access', of('JWT_ACCESS_SECRET')),
      JwtRefreshSecretArn: putSecret('jwt-refresh', of('JWT_REFRESH_SECRET')),
      KafkaClusterArn: '',
    },
    variables: {
      DATABASE_PORT: of('DATABASE_PORT'),
      DATABASE_NAME: of('DATABASE_NAME'),
      DATABASE_SSL: 'false',
      DATABASE_USERNAME: of('DATABASE_USERNAME'),
      DATABASE_WRITER_USERNAME: of('DATABASE_WRITER_USERNAME'),
      DATABASE_READER_USERNAME: of('DATABASE_READER_USERNAME'),
      DATABASE_AUTH_USERNAME: of('DATABASE_AUTH_USERNAME'),
      KAFKA_BROKERS: of('KAFKA_BROKERS'),
      // Without a usage plan no API keys are made: the control plane of API Gateway is not emulated.
      USAGE_PLAN_ID: '',
      // No server here has a certificate of Amazon.
      NODE_EXTRA_CA_CERTS: '',
    },
  }
}
