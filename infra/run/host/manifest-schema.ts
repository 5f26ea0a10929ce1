import * as z from 'zod'
import { evaluate } from './cloud-formation.ts'

const authorizer = z.union([
  z.string().transform((name) => ({
    name,
    type: 'token' as const,
    identitySource: 'method.request.header.Authorization',
    identityPattern: undefined,
    ttlSeconds: 300,
  })),
  z
    .strictObject({
      name: z.string(),
      type: z
        .string()
        .toLowerCase()
        .pipe(z.enum(['token', 'request']))
        .default('token'),
      identitySource: z.string().default('method.request.header.Authorization'),
      identityValidationExpression: z.string().optional(),
      resultTtlInSeconds: z.int().min(0).max(3600).default(300),
    })
    .transform(({ resultTtlInSeconds, identityValidationExpression, ...rest }) => ({
      ...rest,
      identityPattern:
        identityValidationExpression === undefined ? undefined : new RegExp(identityValidationExpression),
      ttlSeconds: resultTtlInSeconds,
    })),
])

const cors = z.strictObject({
  origin: z.string().default('*'),
  headers: z.array(z.string()).default(['Content-Type', 'Authorization', 'X-Api-Key']),
  allowCredentials: z.boolean().default(false),
  maxAge: z.int().optional(),
  methods: z.array(z.string()).optional(),
})

const http = z.union([
  z.string().transform((line) => {
    const [method = '', path = ''] = line.split(/\s+/)
    return { method: method.toUpperCase(), path, cors: undefined, authorizer: undefined, response: undefined }
  }),
  z.strictObject({
    method: z.string().toUpperCase(),
    path: z.string(),
    cors: z.union([z.literal(true).transform(() => cors.parse({})), cors]).optional(),
    authorizer: authorizer.optional(),
    /** On API Gateway the route needs an API key. The host has none: it counts by tenant. */
    private: z.boolean().optional(),
    response: z.strictObject({ transferMode: z.enum(['BUFFERED', 'STREAM']) }).optional(),
    /** How long API Gateway waits for the end of the response. The host waits as long as the function. */
    timeoutInMillis: z.int().min(50).max(900_000).optional(),
  }),
])

const schedule = z.union([
  z.string().transform((rate) => ({ rate: [rate], enabled: true, name: undefined, input: undefined })),
  z.strictObject({
    rate: z.union([z.string().transform((rate) => [rate]), z.array(z.string())]),
    enabled: z.boolean().default(true),
    name: z.string().optional(),
    description: z.string().optional(),
    input: z.unknown().optional(),
  }),
])

const msk = z.strictObject({
  arn: z.union([z.string(), z.object({ Ref: z.string() })]),
  topic: z.string(),
  batchSize: z.int().min(1).max(10_000).default(100),
  maximumBatchingWindow: z.number().min(0).max(300).default(0.5),
  startingPosition: z.enum(['LATEST', 'TRIM_HORIZON']).default('TRIM_HORIZON'),
  consumerGroupId: z.string().optional(),
  enabled: z.boolean().default(true),
})

const cloudwatchLog = z.strictObject({ logGroup: z.string(), filter: z.string().default('') })

const knownToCloudFormation = z.record(z.string(), z.unknown())

/** A value that only CloudFormation knows counts as not set. */
const variable = z.union([
  z.union([z.string(), z.number(), z.boolean()]).transform(String),
  knownToCloudFormation.transform(() => ''),
])

const functionEntry = z.object({
  handler: z.string().regex(/^[\w./-]+\.\w+$/, 'expected path/to/module.export'),
  memorySize: z.int().optional(),
  timeout: z.int().min(1).max(900).optional(),
  environment: z.record(z.string(), variable).default({}),
  reservedConcurrency: z.union([z.int().min(0), knownToCloudFormation.transform(() => undefined)]).optional(),
  maximumRetryAttempts: z.int().min(0).max(2).default(2),
  events: z
    .array(
      z.union([
        z.strictObject({ http }),
        z.strictObject({ schedule }),
        z.strictObject({ msk }),
        z.strictObject({ cloudwatchLog }),
      ]),
    )
    .default([]),
})

/** The properties of an AWS::ApiGateway::GatewayResponse. */
export const gatewayResponse = z.object({
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
  ResponseParameters: z.preprocess(evaluate, z.record(z.string(), z.string()).default({})),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
})

/** The parts of serverless.yml that the host reads, with the defaults of osls. */
export const manifestDocument = z.object({
  service: z.string(),
  provider: z.object({
    memorySize: z.int().default(1024),
    timeout: z.int().default(6),
    region: z.string().default('us-east-1'),
    environment: functionEntry.shape.environment,
    apiGateway: z
      .object({ binaryMediaTypes: z.array(z.string()).default([]) })
      .default({ binaryMediaTypes: [] }),
  }),
  functions: z.record(z.string(), functionEntry),
})

export type ManifestDocument = z.infer<typeof manifestDocument>
export type FunctionEntry = z.infer<typeof functionEntry>
export type Route = z.infer<typeof http>
export type Cors = z.infer<typeof cors>
export type Authorizer = z.infer<typeof authorizer>
export type TopicMapping = z.infer<typeof msk>
export type LogSubscription = z.infer<typeof cloudwatchLog>
export type Schedule = z.infer<typeof schedule>
export type GatewayResponse = z.infer<typeof gatewayResponse>
