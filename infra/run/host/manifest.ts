import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod'
import { evaluated } from './cloud-formation.ts'
import { interpolate, ManifestError, type Sources } from './interpolation.ts'

const authorizer = z.union([
  z.string().transform((name) => ({
    name,
    type: 'token' as const,
    identitySource: 'method.request.header.Authorization',
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
      resultTtlInSeconds: z.int().min(0).max(3600).default(300),
    })
    .transform(({ resultTtlInSeconds, ...rest }) => ({ ...rest, ttlSeconds: resultTtlInSeconds })),
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
    return { method: method.toUpperCase(), path, cors: undefined, authorizer: undefined }
  }),
  z.strictObject({
    method: z.string().toUpperCase(),
    path: z.string(),
    cors: z.union([z.literal(true).transform(() => cors.parse({})), cors]).optional(),
    authorizer: authorizer.optional(),
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

const functionEntry = z.object({
  handler: z.string().regex(/^[\w./-]+\.\w+$/, 'expected path/to/module.export'),
  memorySize: z.int().optional(),
  timeout: z.int().min(1).max(900).optional(),
  environment: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
    .default({}),
  reservedConcurrency: z.int().min(0).optional(),
  maximumRetryAttempts: z.int().min(0).max(2).default(2),
  events: z
    .array(z.union([z.strictObject({ http }), z.strictObject({ schedule }), z.strictObject({ msk })]))
    .default([]),
})

const gatewayResponse = z.object({
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
  ResponseParameters: z.preprocess(evaluated, z.record(z.string(), z.string()).default({})),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
})

const document = z.object({
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

export type Route = z.infer<typeof http>
export type Cors = z.infer<typeof cors>
export type Authorizer = z.infer<typeof authorizer>
export type TopicMapping = z.infer<typeof msk>
export type Schedule = z.infer<typeof schedule>
export type GatewayResponse = z.infer<typeof gatewayResponse>

export type FunctionDeclaration = {
  key: string
  /** `finance-local-create-invoice`, as the platform calls it. */
  name: string
  /** Path of the module without its suffix, relative to the manifest, and the name of its export. */
  module: string
  exportName: string
  memoryMegabytes: number
  timeoutSeconds: number
  environment: Record<string, string>
  reservedConcurrency: number | undefined
  maximumRetryAttempts: number
  routes: Route[]
  schedules: Schedule[]
  topics: TopicMapping[]
}

export type Manifest = {
  service: string
  stage: string
  region: string
  /** Folder that handler paths are relative to. */
  folder: string
  functions: ReadonlyMap<string, FunctionDeclaration>
  binaryMediaTypes: readonly string[]
  gatewayResponses: ReadonlyMap<string, GatewayResponse>
}

/**
 * Reads serverless.yml as osls would, against the given environment. Whatever the host could not play is an error that says
 * where it stands, because a trigger passed over in silence is a function that never runs.
 */
export const readManifest = (path: string, environment: Record<string, string | undefined>): Manifest => {
  const folder = dirname(path)
  const raw = parsed(path)
  const sources: Sources = {
    env: environment,
    opt: { stage: 'local' },
    document: raw,
    file: (relative) => parsed(join(folder, relative)),
  }
  const { service, provider, functions } = pick(raw, sources, path)
  return {
    service,
    stage: 'local',
    region: provider.region,
    folder,
    functions: new Map(
      Object.entries(functions).map(([key, entry]) => [key, declaration(key, entry, { service, provider })]),
    ),
    binaryMediaTypes: provider.apiGateway.binaryMediaTypes,
    gatewayResponses: gatewayResponses(
      interpolate((raw as { resources?: unknown }).resources ?? [], sources),
    ),
  }
}

const parsed = (path: string): unknown => {
  try {
    return parse(readFileSync(path, 'utf8'), { merge: true })
  } catch (cause) {
    throw new ManifestError(`${path} could not be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    })
  }
}

const pick = (raw: unknown, sources: Sources, path: string): z.infer<typeof document> => {
  const { service, provider, functions } = (raw ?? {}) as Record<string, unknown>
  const result = document.safeParse(interpolate({ service, provider, functions }, sources))
  if (result.success) return result.data
  throw new ManifestError(
    `${path} is not a manifest that this host can play:\n${z.prettifyError(result.error)}`,
  )
}

const declaration = (
  key: string,
  entry: z.infer<typeof functionEntry>,
  { service, provider }: Pick<z.infer<typeof document>, 'service' | 'provider'>,
): FunctionDeclaration => {
  const dot = entry.handler.lastIndexOf('.')
  return {
    key,
    name: `${service}-local-${key}`,
    module: entry.handler.slice(0, dot),
    exportName: entry.handler.slice(dot + 1),
    memoryMegabytes: entry.memorySize ?? provider.memorySize,
    timeoutSeconds: entry.timeout ?? provider.timeout,
    environment: { ...provider.environment, ...entry.environment },
    reservedConcurrency: entry.reservedConcurrency,
    maximumRetryAttempts: entry.maximumRetryAttempts,
    routes: entry.events.flatMap((event) =>
      'http' in event ? [{ ...event.http, path: `/${event.http.path.replace(/^\//, '')}` }] : [],
    ),
    schedules: entry.events.flatMap((event) => ('schedule' in event ? [event.schedule] : [])),
    topics: entry.events.flatMap((event) => ('msk' in event ? [event.msk] : [])),
  }
}

const gatewayResponses = (resources: unknown): Map<string, GatewayResponse> => {
  const templates = (Array.isArray(resources) ? resources : [resources]) as {
    Resources?: Record<string, { Type: string; Properties: unknown }>
  }[]
  const entries = templates
    .flatMap((template) => Object.values(template.Resources ?? {}))
    .filter((resource) => resource.Type === 'AWS::ApiGateway::GatewayResponse')
    .map((resource) => gatewayResponse.parse(resource.Properties))
  return new Map(entries.map((entry) => [entry.ResponseType, entry]))
}
