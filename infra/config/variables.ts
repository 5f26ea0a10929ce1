import type * as z from 'zod'
import {
  brokers,
  certificate,
  clusterArn,
  eventStoreAddress,
  flag,
  oneOf,
  origins,
  ownPort,
  port,
  signingSecret,
  text,
  whole,
} from './value-schemas.ts'

/** The value is shown nowhere: not in a message, not in a log line. */
const secret = <Schema extends z.ZodType>(schema: Schema, description: string) =>
  schema.meta({ description, secret: true })

export const isSecret = (schema: z.ZodType): boolean => schema.meta()?.secret === true

const service = {
  NODE_ENV: oneOf(['production', 'development', 'test'])
    .default('production')
    .describe('production switches introspection and GraphiQL off; npm run dev sets development itself'),
  PORT: ownPort.default(3006).describe('HTTP port of the host; 0 takes a free one'),
  LOG_LEVEL: oneOf(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('least level that is logged'),
  CORS_ORIGIN: origins
    .default('*')
    .describe('origins that browsers may call from, comma-separated; * for all'),
  JWT_ACCESS_SECRET: secret(
    signingSecret,
    'secret that signs access tokens (HS256); npm run dev makes one where it is not set',
  ),
}

const postgres = {
  DATABASE_HOST: text.describe('PostgreSQL host; npm run dev starts an embedded one where it is not set'),
  DATABASE_PORT: port.default(5432).describe('PostgreSQL port'),
  DATABASE_NAME: text.default('finance').describe('PostgreSQL database'),
  DATABASE_USERNAME: text.describe('owner login, for migrations and for creating tenants'),
  DATABASE_PASSWORD: secret(text, 'password of the owner login'),
  DATABASE_WRITER_USERNAME: text.default('finance_writer').describe('login of the projection and the relay'),
  DATABASE_WRITER_PASSWORD: secret(text, 'password of the writer login'),
  DATABASE_READER_USERNAME: text.default('finance_reader').describe('login of the queries'),
  DATABASE_READER_PASSWORD: secret(text, 'password of the reader login'),
  DATABASE_SSL: flag.default(false).describe('TLS to PostgreSQL'),
  DATABASE_SSL_CA: certificate
    .optional()
    .describe('PEM of the authority that signed the PostgreSQL certificate'),
  DATABASE_POOL_SIZE: whole(1, 500).default(20).describe('connections of one pool at most'),
}

const eventStore = {
  EVENTSTORE_CONNECTION_STRING: secret(
    eventStoreAddress,
    'esdb://… of the EventStoreDB; npm run dev starts an embedded node where it is not set',
  ),
  EVENTSTORE_USERNAME: text.optional().describe('EventStoreDB user, where the connection string names none'),
  EVENTSTORE_PASSWORD: secret(text.optional(), 'password of the EventStoreDB user'),
  EVENTSTORE_POOL_SIZE: whole(1, 100).default(10).describe('gRPC connections that are used in turn'),
}

const kafka = {
  KAFKA_BROKERS: brokers
    .optional()
    .describe('host:port, comma-separated; without it the host hands batches to the projection itself'),
  KAFKA_CLUSTER_ARN: clusterArn
    .optional()
    .describe('MSK cluster whose brokers are looked up, with IAM authentication'),
  KAFKA_CLIENT_ID: text.default('finance-service').describe('name of this client at the broker'),
  KAFKA_CONSUMER_GROUP_ID: text
    .default('finance-service-group')
    .describe('beginning of the consumer group of each projection'),
  KAFKA_SSL: flag.default(false).describe('TLS to Kafka'),
  KAFKA_SSL_CA: certificate.optional().describe('PEM of the authority that signed the Kafka certificates'),
  KAFKA_SASL_USERNAME: text.optional().describe('SASL/SCRAM user at the broker'),
  KAFKA_SASL_PASSWORD: secret(text.optional(), 'password of the SASL user'),
}

const thisMachine = {
  DATA_DIR: text.default('.data').describe('folder of the embedded stores'),
  DEMO: flag.default(true).describe('demo invoices in npm run dev'),
  EVENTSTORE_PORT: ownPort
    .default(2113)
    .describe('port of the embedded EventStoreDB node; 0 takes a free one'),
  KAFKA_PORT: ownPort.default(9092).describe('port of npm run kafka; 0 takes a free one'),
}

const platform = {
  FUNCTION_PREFIX: text
    .optional()
    .describe('with what the names of all functions of this stage begin; the manifest sets it'),
  AWS_REGION: text.optional().describe('region of AWS; ap-southeast-1 where the manifest is read without it'),
}

/** The variables by what they are about, in the order of the documentation. */
export const variableGroups = {
  Service: service,
  PostgreSQL: postgres,
  EventStoreDB: eventStore,
  Kafka: kafka,
  'This machine': thisMachine,
  'Set by the platform': platform,
} as const

/**
 * Every variable the service reads, with its default. The table in the documentation is made from it, and a variable that
 * is not here is not read. Descriptions are for operators.
 */
export const variables = {
  ...service,
  ...postgres,
  ...eventStore,
  ...kafka,
  ...thisMachine,
  ...platform,
} as const

export type VariableName = keyof typeof variables
export type Settings<Name extends VariableName> = { [Key in Name]: z.infer<(typeof variables)[Key]> }
