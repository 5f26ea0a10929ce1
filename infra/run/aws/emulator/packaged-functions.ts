import {
  closeSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Manifest } from '../../host/manifest.ts'
import { unzip } from '../unzip.ts'
import type { AmazonRuntime } from './amazon-runtime.ts'
import { type ExecutionEnvironment, startExecutionEnvironment } from './execution-environment.ts'
import { type FunctionEnvironments, functionEnvironments } from './function-environments.ts'
import { type PackagedFunction, readPackagedFunctions, type TemplateValues } from './template.ts'

export type PackagedOptions = {
  runtime: AmazonRuntime
  /** The checkout: serverless.yml is in it. */
  root: string
  /** The folder with the zips and the template. */
  packageFolder: string
  values: TemplateValues
  /** What every function gets beside its template, such as the address of AWS Secrets Manager. */
  platformEnvironment?: Record<string, string>
}

/** What is not as in the template. */
type Changes = {
  timeoutSeconds?: number
  variables?: Record<string, string>
  /** The X-Ray header of every invocation. */
  traceHeader?: string | undefined
  /** Other code in place of the zip: a folder, and the handler in it. */
  code?: { folder: string; handler: string }
}

/** The unpacked functions of a package. */
export type PackagedFunctions = {
  /** By key. */
  functions: ReadonlyMap<string, FunctionEnvironments>
  /**
   * Starts an environment of a function that only its caller uses and stops.
   * @throws Error when the template has no function of this key
   */
  start(key: string, changes?: Changes): Promise<ExecutionEnvironment>
  /** Names the Invoke API that functions use from now on. */
  invokeAt(url: string): void
  /** The last warnings and errors that functions logged: a test that fails shows them. */
  lastWarnings(): string[]
  stop(): Promise<void>
}

/** Unpacks the zips into a temporary folder. An environment is started when an invocation needs it. */
export const unpackFunctions = (options: PackagedOptions, manifest: Manifest): PackagedFunctions => {
  const work = mkdtempSync(join(tmpdir(), 'finance-aws-'))
  const template = join(options.packageFolder, 'cloudformation-template-update-stack.json')
  const declarations = new Map(
    readPackagedFunctions(template, options.values).map((each) => [each.key, each]),
  )
  unpack(options, work, [...declarations.keys()])
  const platformEnvironment = { ...options.platformEnvironment }
  const logPath = join(work, 'functions.log')
  const output = openSync(logPath, 'a')

  const start: PackagedFunctions['start'] = (key, { variables, code, traceHeader, ...changes } = {}) => {
    const declaration = declarationOf(declarations, key)
    return startExecutionEnvironment({
      runtime: options.runtime,
      declaration: {
        ...declaration,
        ...changes,
        ...(code === undefined ? {} : { handler: code.handler }),
        environment: { ...declaration.environment, ...variables },
      },
      folder: code?.folder ?? join(work, 'functions', key),
      platformEnvironment,
      output,
      traceHeader,
    })
  }
  const functions = new Map(
    [...manifest.functions.values()].map((declaration) => {
      const { key } = declaration
      const { reservedConcurrency } = declarationOf(declarations, key)
      return [key, functionEnvironments({ declaration, reservedConcurrency, start: () => start(key) })]
    }),
  )
  return {
    functions,
    start,
    invokeAt: (url) => {
      platformEnvironment.AWS_ENDPOINT_URL_LAMBDA = url
    },
    lastWarnings: () => warningsIn(readFileSync(logPath, 'utf8')).slice(-5),
    async stop() {
      await Promise.all([...functions.values()].map((each) => each.stop()))
      closeSync(output)
      rmSync(work, { recursive: true, force: true })
    },
  }
}

const warningsIn = (log: string): string[] =>
  log.split('\n').filter((line) => /"level":"(warn|error)"/.test(line))

/** @throws Error when the template has no function of this key */
const declarationOf = (
  declarations: ReadonlyMap<string, PackagedFunction>,
  key: string,
): PackagedFunction => {
  const declaration = declarations.get(key)
  if (!declaration) throw new Error(`The template has no function ${key}`)
  return declaration
}

/**
 * Lambda has the AWS SDK in a folder from which functions can import it. Here typst for this processor is
 * there too, because the zip has it for the processor of Lambda, and nothing else.
 */
const unpack = ({ root, packageFolder }: PackagedOptions, work: string, keys: readonly string[]): void => {
  const link = (name: string): void =>
    symlinkSync(join(root, 'node_modules', name), join(work, 'node_modules', name))
  mkdirSync(join(work, 'node_modules/@myriaddreamin'), { recursive: true })
  link('@aws-sdk')
  for (const name of globSync('@myriaddreamin/typst-ts-node-compiler-*', { cwd: join(root, 'node_modules') }))
    link(name)
  for (const key of keys) unzip(join(packageFolder, `${key}.zip`), join(work, 'functions', key))
}
