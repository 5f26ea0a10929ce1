import type * as z from 'zod'
import { documentProof } from './document-variables.ts'
import { type ArnVariable, arnVariable, hasArnVariable, type WithArn } from './secret-variables.ts'
import { eventStore, kafka, postgres, redis } from './store-variables.ts'
import {
  flag,
  httpAddress,
  keySetAddress,
  listenPort,
  oneOf,
  origins,
  ratio,
  secret,
  secretArn,
  signingSecret,
  someOf,
  text,
  wholeNumber,
} from './value-schemas.ts'

const service = {
  NODE_ENV: () =>
    oneOf(['production', 'development', 'test'])
      .default('production')
      .describe(
        'in production clients may not read the schema unless GRAPHQL_INTROSPECTION allows it, and browsers ' +
          'may call only from the origins of CORS_ORIGIN; npm run dev sets development',
      ),
  GRAPHQL_INTROSPECTION: () =>
    flag()
      .optional()
      .describe(
        'whether clients may read the schema: by introspection, by _service, by suggestions in errors and ' +
          'in GraphiQL; without it only outside production',
      ),
  PORT: () => listenPort().default(3006).describe('HTTP port of the host; 0 chooses a free port'),
  HOST_ROLES: () =>
    someOf(['http', 'jobs'])
      .default(['http', 'jobs'])
      .describe(
        'what a process of the host does: http serves requests, jobs reads Kafka and runs schedules, so ' +
          'that both can have their own number of processes; health is served in either case',
      ),
  LOG_LEVEL: () =>
    oneOf(['debug', 'info', 'warn', 'error', 'silent'])
      .default('info')
      .describe('lowest level that is logged'),
  USAGE_METERING: () =>
    flag()
      .default(true)
      .describe('whether the host counts invocations for the bills of tenants; on AWS they always count'),
  CORS_ORIGIN: () =>
    origins()
      .default('none')
      .describe(
        'origins from which browsers may call, comma-separated; * allows all; outside production the ' +
          'manifest sets *',
      ),
}

const tokens = {
  JWT_ACCESS_SECRET: () =>
    secret(
      signingSecret(),
      'secret that signs access tokens (HS256); npm run dev creates one if it is not set',
    ),
  JWT_ACCESS_SECRET_PREVIOUS: () =>
    secret(
      signingSecret().optional(),
      'second secret whose access tokens are valid, while JWT_ACCESS_SECRET is replaced; not with an ARN',
    ),
  JWT_REFRESH_SECRET: () =>
    secret(
      signingSecret(),
      'secret that signs refresh tokens, other than JWT_ACCESS_SECRET; npm run dev creates one if it is ' +
        'not set',
    ),
  JWT_REFRESH_SECRET_PREVIOUS: () =>
    secret(
      signingSecret().optional(),
      'second secret whose refresh tokens are valid, while JWT_REFRESH_SECRET is replaced; not with an ARN',
    ),
  JWT_REFRESH_MAX_AGE_SECONDS: () =>
    wholeNumber(60, 31_536_000)
      .default(2_592_000)
      .describe('seconds from a login until its refresh tokens end, however often they are renewed'),
  JWT_JWKS_URL: () =>
    keySetAddress()
      .optional()
      .describe(
        'key set of an issuer (RS256, ES256, EdDSA); only its tokens are then valid, and JWT_ISSUER and ' +
          'JWT_AUDIENCE are required instead of the secrets',
      ),
  JWT_ISSUER: () =>
    text().optional().describe('issuer that tokens must name (iss); without it any issuer is accepted'),
  JWT_AUDIENCE: () =>
    text().optional().describe('audience that tokens must name (aud); without it any audience is accepted'),
  JWT_MAX_AGE_SECONDS: () =>
    wholeNumber(60, 2_592_000)
      .default(43_200)
      .describe('the most seconds between the issue (iat) and the end (exp) of an access token'),
}

const tenantLimits = {
  RATE_LIMIT_PER_SECOND: () =>
    wholeNumber(0, 1_000_000)
      .default(100)
      .describe(
        'requests of a tenant in a second, on average; more get 429; 0 is no limit of the rate at all, ' +
          'which npm run dev sets',
      ),
  RATE_LIMIT_BURST: () =>
    wholeNumber(0, 1_000_000)
      .default(200)
      .describe(
        'requests of a tenant that pass at once, at least RATE_LIMIT_PER_SECOND; 0 is no limit of the rate ' +
          'at all',
      ),
  REQUEST_QUOTA_PER_MONTH: () =>
    wholeNumber(0, 999_999_999)
      .default(0)
      .describe('requests of a tenant in a month of UTC; more get 429; 0 is no limit'),
}

const observability = {
  OTEL_SERVICE_NAME: () =>
    text().default('finance-service').describe('name of this service in traces and metrics'),
  OTEL_EXPORTER_OTLP_ENDPOINT: () =>
    httpAddress()
      .optional()
      .describe(
        'address of an OpenTelemetry collector, such as http://collector:4318, to which the host sends ' +
          'traces and metrics by OTLP over HTTP; without it they are not sent',
      ),
  OTEL_TRACES_EXPORTER: () =>
    oneOf(['otlp', 'none']).default('otlp').describe('none sends no traces to the collector'),
  OTEL_TRACES_SAMPLER: () =>
    oneOf(['parentbased_traceidratio', 'always_on', 'always_off'])
      .default('parentbased_traceidratio')
      .describe('which traces are sent; OTEL_TRACES_SAMPLER_ARG belongs to the default'),
  OTEL_TRACES_SAMPLER_ARG: () =>
    ratio()
      .default(0.1)
      .describe(
        'share of the traces that begin here that is sent, from 0 (none) to 1 (all); a trace that a caller ' +
          'began is sent if the caller sampled it',
      ),
  OTEL_METRICS_EXPORTER: () =>
    oneOf(['otlp', 'prometheus', 'none'])
      .default('otlp')
      .describe(
        'prometheus sends no metrics to the collector; none records none at all, in the host and on Lambda',
      ),
  METRICS_PORT: () =>
    listenPort()
      .optional()
      .describe(
        'port on which the host serves GET /metrics and nothing else; without it GET /metrics is on PORT, ' +
          'for requests that no proxy has passed on',
      ),
  METRICS_TENANT_LABEL: () =>
    flag()
      .default(false)
      .describe(
        'whether the counters of requests have the label tenant, which makes a series for each tenant',
      ),
}

const thisMachine = {
  DATA_DIR: () => text().default('.data').describe('folder for the data of the embedded stores'),
  DEMO: () => flag().default(true).describe('whether npm run dev creates demo invoices'),
  EVENTSTORE_PORT: () =>
    listenPort().default(2113).describe('port of the embedded EventStoreDB node; 0 chooses a free port'),
  KAFKA_PORT: () => listenPort().default(9092).describe('port of npm run kafka; 0 chooses a free port'),
}

const platform = {
  FUNCTION_PREFIX: () =>
    text().optional().describe('prefix of the names of all functions of this stage; the manifest sets it'),
  READ_MODEL_EVEN_CONSUMER: () =>
    flag()
      .default(false)
      .describe(
        'on AWS with Kafka: whether the functions of even versions of the read model get records; the host ' +
          'always passes them on',
      ),
  READ_MODEL_VERSIONS: () =>
    oneOf(['odd', 'even'])
      .default('odd')
      .describe('which versions of the read model a projection writes; the manifest sets it'),
  KAFKA_PARTIAL_BATCHES: () =>
    flag()
      .default(false)
      .describe(
        'whether what starts the projection delivers only the failed records of a batch again; otherwise ' +
          'a failure fails the whole batch; the manifest sets it',
      ),
  USAGE_PLAN_ID: () =>
    text()
      .optional()
      .describe('usage plan of API Gateway with the keys of the tenants; the manifest sets it'),
  AWS_REGION: () =>
    text().optional().describe('AWS region; the manifest assumes ap-southeast-1 if it is not set'),
  _X_AMZN_TRACE_ID: () =>
    text()
      .optional()
      .describe('X-Ray trace of the running invocation; Lambda sets it, and a sampled invocation is traced'),
  AWS_XRAY_DAEMON_ADDRESS: () =>
    text().optional().describe('address of the X-Ray daemon, to which traces are sent; Lambda sets it'),
}

const plain = {
  ...service,
  ...tokens,
  ...postgres,
  ...eventStore,
  ...kafka,
  ...redis,
  ...documentProof,
  ...tenantLimits,
  ...observability,
  ...thisMachine,
  ...platform,
} as const

type PlainName = keyof typeof plain

/** A secret that the environment contains itself or names by the ARN of a secret in AWS Secrets Manager. */
export type SecretName = WithArn<PlainName>

export const isSecretName = (name: string): name is SecretName => name in plain && hasArnVariable(name)

export const secretNames = Object.keys(plain).filter(isSecretName)

const arns = Object.fromEntries(
  secretNames.map((name) => [
    arnVariable(name),
    () => secretArn().optional().describe(`ARN of the secret with ${name}`),
  ]),
) as Record<ArnVariable<SecretName>, () => z.ZodOptional<ReturnType<typeof secretArn>>>

/**
 * Returns the schemas, each of which is made when it is first read: a function reads a few, and to make all
 * of them takes 3 ms of its cold start.
 */
const madeWhenRead = <Makers extends Record<string, () => z.ZodType>>(makers: Makers) => {
  const schemas = {} as { [Name in keyof Makers]: ReturnType<Makers[Name]> }
  for (const [name, make] of Object.entries(makers)) {
    const get = () => {
      const value = make()
      Object.defineProperty(schemas, name, { value, enumerable: true })
      return value
    }
    Object.defineProperty(schemas, name, { get, enumerable: true, configurable: true })
  }
  return schemas
}

/** The variables by topic, in the order of the documentation. */
export const variableGroups = {
  Service: madeWhenRead(service),
  Tokens: madeWhenRead(tokens),
  PostgreSQL: madeWhenRead(postgres),
  EventStoreDB: madeWhenRead(eventStore),
  Kafka: madeWhenRead(kafka),
  Redis: madeWhenRead(redis),
  'Proof of documents': madeWhenRead(documentProof),
  'Limits of tenants, in the host': madeWhenRead(tenantLimits),
  Observability: madeWhenRead(observability),
  'This machine': madeWhenRead(thisMachine),
  'Set by the platform': madeWhenRead(platform),
  'Secrets by ARN': madeWhenRead(arns),
} as const

/**
 * Every variable that the service reads, with its default. docs/configuration.md is generated from this list.
 * Descriptions are written for operators.
 */
export const variables = madeWhenRead({ ...plain, ...arns })

export type VariableName = keyof typeof variables
/** Secrets are no settings: infra/secrets reads them. */
export type SettingName = Exclude<VariableName, SecretName>
export type Settings<Name extends VariableName> = { [Key in Name]: z.infer<(typeof variables)[Key]> }
