import * as z from 'zod'

const port = z.coerce.number().int().min(0).max(65535)
const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1')
const count = z.coerce.number().int().min(1)
const text = z.string().min(1)
const secret = z.string().min(1).meta({ secret: true })
const signingSecret = z.string().min(32, 'at least 32 characters').meta({ secret: true })

/**
 * Every variable the service reads, with its default. The table in the documentation is made from it, and a variable that
 * is not here is not read. Descriptions are for operators.
 */
export const variables = {
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('development')
    .describe('production switches introspection and GraphiQL off'),
  PORT: port.default(3006).describe('HTTP port of the host'),
  DATABASE_HOST: text.describe('PostgreSQL host; npm run dev starts an embedded one when it is not set'),
  DATABASE_PORT: port.default(5432).describe('PostgreSQL port'),
  DATABASE_NAME: text.default('finance').describe('PostgreSQL database'),
  DATABASE_USERNAME: text.describe('owner login, for migrations and for creating tenants'),
  DATABASE_PASSWORD: secret.describe('password of the owner login'),
  DATABASE_WRITER_USERNAME: text.default('finance_writer').describe('login of the projection and the relay'),
  DATABASE_WRITER_PASSWORD: secret.describe('password of the writer login'),
  DATABASE_READER_USERNAME: text.default('finance_reader').describe('login of the queries'),
  DATABASE_READER_PASSWORD: secret.describe('password of the reader login'),
  DATABASE_SSL: flag.default(false).describe('TLS to PostgreSQL'),
  DATABASE_SSL_CA: text.optional().describe('PEM of the authority that signed the PostgreSQL certificate'),
  DATABASE_POOL_SIZE: count.max(500).default(20).describe('connections of one pool at most'),
  EVENTSTORE_CONNECTION_STRING: secret.describe('esdb://… of the EventStoreDB; npm run dev starts an embedded node when it is not set'),
  EVENTSTORE_USERNAME: text.optional().describe('EventStoreDB user'),
  EVENTSTORE_PASSWORD: secret.optional().describe('password of the EventStoreDB user'),
  EVENTSTORE_SSL_CA: text.optional().describe('PEM of the authority that signed the EventStoreDB certificate'),
  EVENTSTORE_POOL_SIZE: count.max(100).default(10).describe('gRPC connections that are used in turn'),
  KAFKA_BROKERS: text.optional().describe('host:port, comma-separated; without it the host hands batches to the projection itself'),
  KAFKA_CLUSTER_ARN: text.optional().describe('MSK cluster whose brokers are looked up, with IAM authentication'),
  KAFKA_CLIENT_ID: text.default('finance-service').describe('name of this client at the broker'),
  KAFKA_CONSUMER_GROUP_ID: text.default('finance-service-group').describe('consumer group of the host'),
  KAFKA_SSL: flag.default(false).describe('TLS to Kafka'),
  KAFKA_SSL_CA: text.optional().describe('PEM of the authority that signed the Kafka certificates'),
  KAFKA_SASL_USERNAME: text.optional().describe('SASL/SCRAM user at the broker'),
  KAFKA_SASL_PASSWORD: secret.optional().describe('password of the SASL user'),
  REDIS_URL: secret.optional().describe('cache; without it reads go to PostgreSQL'),
  JWT_ACCESS_SECRET: signingSecret.describe('secret that signs access tokens (HS256)'),
  CORS_ORIGIN: text.default('*').describe('origins that browsers may call from, comma-separated'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('least level that is logged'),
  DATA_DIR: text.default('.data').describe('folder of the embedded stores'),
  DEMO: flag.default(true).describe('demo invoices in npm run dev'),
  EVENTSTORE_PORT: port.default(2113).describe('port of the embedded EventStoreDB node'),
  KAFKA_PORT: port.default(9092).describe('port of the local Kafka broker'),
  AWS_LAMBDA_FUNCTION_NAME: text.optional().describe('set by the platform; tells a function the names of its siblings'),
  AWS_REGION: text.optional().describe('set by the platform'),
} as const

export type VariableName = keyof typeof variables
export type Settings<Name extends VariableName> = { [Key in Name]: z.infer<(typeof variables)[Key]> }
