import {
  brokers,
  certificate,
  clusterArn,
  eventStoreAddress,
  flag,
  port,
  redisAddress,
  secret,
  text,
  wholeNumber,
} from './value-schemas.ts'

/** The variables of the stores. Each schema is made when it is read. */

export const postgres = {
  DATABASE_HOST: () =>
    text().describe('PostgreSQL host; npm run dev starts an embedded server if it is not set'),
  DATABASE_PORT: () => port().default(5432).describe('PostgreSQL port'),
  DATABASE_NAME: () => text().default('finance').describe('PostgreSQL database'),
  DATABASE_USERNAME: () =>
    text().describe(
      'owner login, which runs migrations and creates tenants; the secret of its password may contain it',
    ),
  DATABASE_PASSWORD: () => secret(text(), 'password of the owner login'),
  DATABASE_WRITER_USERNAME: () =>
    text()
      .default('finance_writer')
      .describe('writer login, used by the projection and the relay, whatever user its secret names'),
  DATABASE_WRITER_PASSWORD: () => secret(text(), 'password of the writer login'),
  DATABASE_READER_USERNAME: () =>
    text()
      .default('finance_reader')
      .describe('reader login, used by the queries, whatever user its secret names'),
  DATABASE_READER_PASSWORD: () => secret(text(), 'password of the reader login'),
  DATABASE_AUTH_USERNAME: () =>
    text().default('finance_auth').describe('auth login, which may use only the families of refresh tokens'),
  DATABASE_AUTH_PASSWORD: () => secret(text(), 'password of the auth login'),
  DATABASE_SSL: () => flag().default(false).describe('TLS to PostgreSQL; on AWS the manifest sets true'),
  DATABASE_SSL_CA: () =>
    certificate()
      .optional()
      .describe('PEM certificate of the authority that signed the certificate of PostgreSQL'),
  DATABASE_POOL_SIZE: () =>
    wholeNumber(1, 500)
      .default(20)
      .describe('maximum number of connections in one pool; on AWS the manifest sets 4'),
}

export const eventStore = {
  EVENTSTORE_CONNECTION_STRING: () =>
    secret(
      eventStoreAddress(),
      'address of EventStoreDB (esdb://...); npm run dev starts an embedded node if it is not set',
    ),
  EVENTSTORE_USERNAME: () =>
    text()
      .optional()
      .describe(
        'EventStoreDB user, unless the connection string contains one; it comes before one in the secret ' +
          'of its password',
      ),
  EVENTSTORE_PASSWORD: () => secret(text().optional(), 'password of the EventStoreDB user'),
  EVENTSTORE_SSL_CA: () =>
    certificate()
      .optional()
      .describe('PEM certificate of the authority that signed the certificates of EventStoreDB'),
  EVENTSTORE_POOL_SIZE: () =>
    wholeNumber(1, 100)
      .default(2)
      .describe('number of gRPC connections, which are used in turn; on AWS the manifest sets 1'),
}

export const kafka = {
  KAFKA_BROKERS: () =>
    brokers()
      .optional()
      .describe(
        'brokers as host:port, comma-separated; without Kafka the relay invokes the projection itself',
      ),
  KAFKA_CLUSTER_ARN: () =>
    clusterArn()
      .optional()
      .describe(
        'ARN of an MSK cluster, whose brokers are looked up; IAM authentication unless a SASL user is set',
      ),
  KAFKA_CLIENT_ID: () =>
    text().default('finance-service').describe('name of this client in the logs and metrics of the broker'),
  KAFKA_CONSUMER_GROUP_ID: () =>
    text().default('finance-service-group').describe('prefix of the consumer group of each projection'),
  KAFKA_SSL: () => flag().default(false).describe('TLS to Kafka'),
  KAFKA_SSL_CA: () =>
    certificate()
      .optional()
      .describe('PEM certificate of the authority that signed the certificates of Kafka'),
  KAFKA_SASL_USERNAME: () =>
    text()
      .optional()
      .describe('SASL/SCRAM user of the broker; it comes before one in the secret of its password'),
  KAFKA_SASL_PASSWORD: () => secret(text().optional(), 'password of the SASL user'),
}

export const redis = {
  REDIS_URL: () =>
    secret(
      redisAddress().optional(),
      'address of Redis (redis://..., or rediss://... with TLS), in which the processes of the host keep ' +
        'the limits of tenants and, with INVOICE_CACHE_TTL_SECONDS, rows that were read; without it each ' +
        'process has its own limits',
    ),
  INVOICE_CACHE_TTL_SECONDS: () =>
    wholeNumber(0, 60)
      .default(0)
      .describe(
        'seconds for which Redis keeps the row of an invoice that was read; 0 keeps none; docs/cache.md ' +
          'says when that saves time',
      ),
}
