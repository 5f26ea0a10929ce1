import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod'
import type { Environment } from '../../config/environment.ts'
import { arnVariable, hasPreviousVariable, previousVariables } from '../../config/secret-variables.ts'
import { secretNames } from '../../config/variables.ts'
import { follow, interpolate, ManifestError, type Sources } from './interpolation.ts'
import {
  type FunctionEntry,
  type GatewayResponse,
  gatewayResponse,
  type LogSubscription,
  type ManifestDocument,
  manifestDocument,
  type Route,
  type Schedule,
  type TopicMapping,
} from './manifest-schema.ts'

export type FunctionDeclaration = {
  key: string
  /** The name of the function on the platform, such as `finance-local-create-invoice`. */
  name: string
  /** Path of the module, relative to the manifest and without its suffix. */
  module: string
  /** The name under which the module exports the handler. */
  exportName: string
  memoryMegabytes: number
  timeoutSeconds: number
  environment: Record<string, string>
  reservedConcurrency: number | undefined
  maximumRetryAttempts: number
  routes: Route[]
  schedules: Schedule[]
  topics: TopicMapping[]
  logSubscriptions: LogSubscription[]
}

export type Manifest = {
  service: string
  stage: string
  region: string
  /** The folder to which handler paths are relative. */
  folder: string
  functions: ReadonlyMap<string, FunctionDeclaration>
  binaryMediaTypes: readonly string[]
  gatewayResponses: ReadonlyMap<string, GatewayResponse>
}

/**
 * Reads serverless.yml as osls does, with `environment` as the source of `${env:...}`.
 * @throws ManifestError when the manifest cannot be read or has an entry that the host does not support. An
 * unknown trigger is an error, because a function whose trigger is ignored never runs.
 */
export const readManifest = (path: string, environment: Environment): Manifest => {
  const folder = dirname(path)
  const raw = readYaml(path)
  const sources = {
    env: environment,
    opt: { stage: 'local' },
    param: { size: 'host' },
    document: raw,
    file: filesBeside(path),
  }
  const { service, provider, functions } = parseDocument(raw, sources, path)
  return {
    service,
    stage: 'local',
    region: provider.region,
    folder,
    functions: new Map(
      Object.entries(functions).map(([key, entry]) => [
        key,
        functionDeclaration(key, entry, { service, provider }, environment),
      ]),
    ),
    binaryMediaTypes: provider.apiGateway.binaryMediaTypes,
    gatewayResponses: gatewayResponsesIn((raw as { resources?: unknown }).resources ?? [], sources),
  }
}

/** Returns the parsed content of a file beside the manifest. Each is read once: most values refer to some. */
export const filesBeside = (manifestPath: string): Sources['file'] => {
  const contents = new Map<string, unknown>()
  return (path) => {
    if (!contents.has(path)) contents.set(path, readYaml(join(dirname(manifestPath), path)))
    return contents.get(path)
  }
}

/** @throws ManifestError when the file cannot be read or is not YAML */
export const readYaml = (path: string): unknown => {
  try {
    return parse(readFileSync(path, 'utf8'), { merge: true })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause
    throw new ManifestError(`${path} could not be read: ${reason}`, { cause })
  }
}

const parseDocument = (raw: unknown, sources: Sources, path: string): ManifestDocument => {
  const { service, provider, functions } = (raw ?? {}) as Record<string, unknown>
  const result = manifestDocument.safeParse(interpolate({ service, provider, functions }, sources))
  if (result.success) return result.data
  throw new ManifestError(
    `${path} is not a manifest that the host supports:\n${z.prettifyError(result.error)}`,
  )
}

const functionDeclaration = (
  key: string,
  entry: FunctionEntry,
  { service, provider }: Pick<ManifestDocument, 'service' | 'provider'>,
  environment: Environment,
): FunctionDeclaration => {
  const dot = entry.handler.lastIndexOf('.')
  return {
    key,
    name: `${service}-local-${key}`,
    module: entry.handler.slice(0, dot),
    exportName: entry.handler.slice(dot + 1),
    memoryMegabytes: entry.memorySize ?? provider.memorySize,
    timeoutSeconds: entry.timeout ?? provider.timeout,
    environment: withSecrets({ ...provider.environment, ...entry.environment }, environment),
    reservedConcurrency: entry.reservedConcurrency,
    maximumRetryAttempts: entry.maximumRetryAttempts,
    routes: entry.events.flatMap((event) =>
      'http' in event ? [{ ...event.http, path: `/${event.http.path.replace(/^\//, '')}` }] : [],
    ),
    schedules: entry.events.flatMap((event) => ('schedule' in event ? [event.schedule] : [])),
    topics: entry.events.flatMap((event) => ('msk' in event ? [event.msk] : [])),
    logSubscriptions: entry.events.flatMap((event) =>
      'cloudwatchLog' in event ? [event.cloudwatchLog] : [],
    ),
  }
}

/**
 * Adds each secret of which the manifest lists the ARN, from the environment of the host, and the one before
 * its rotation. A secret is left out where only its ARN is set.
 */
const withSecrets = (declared: Record<string, string>, environment: Environment): Record<string, string> => {
  const secrets = secretNames
    .map((name) => ({ name, value: environment[name] ?? '', arn: declared[arnVariable(name)] }))
    .filter(({ value, arn }) => arn === '' || (arn !== undefined && value !== ''))
  const given = secrets.flatMap(({ name, value }) => [[name, value], ...previousOf(name, environment)])
  return { ...declared, ...Object.fromEntries(given) }
}

const previousOf = (name: string, environment: Environment): [string, string][] => {
  const variable = hasPreviousVariable(name) ? previousVariables[name] : ''
  const value = environment[variable]
  return value ? [[variable, value]] : []
}

/** Resolves only these resources: the roles beside them are many, and only CloudFormation reads them. */
const gatewayResponsesIn = (resources: unknown, sources: Sources): Map<string, GatewayResponse> => {
  const templates = [resources].flat().map((template) => follow(template, sources)) as {
    Resources?: Record<string, { Type: string; Properties: unknown }>
  }[]
  const entries = templates
    .flatMap((template) => Object.values(template.Resources ?? {}))
    .filter((resource) => resource.Type === 'AWS::ApiGateway::GatewayResponse')
    .map((resource) => gatewayResponse.parse(interpolate(resource.Properties, sources)))
  return new Map(entries.map((entry) => [entry.ResponseType, entry]))
}
