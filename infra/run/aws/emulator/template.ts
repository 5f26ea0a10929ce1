import { readFileSync } from 'node:fs'
import { evaluate } from '../../host/cloud-formation.ts'

/** A function as the packaged template declares it. */
export type PackagedFunction = {
  /** Its key in serverless.yml. */
  key: string
  /** Such as `finance-dev-create-invoice`. */
  name: string
  /** Such as `functions/commands/create-invoice/handler.handler`. */
  handler: string
  memoryMegabytes: number
  timeoutSeconds: number
  reservedConcurrency: number | undefined
  environment: Record<string, string>
}

type Resource = { Type: string; Properties: Record<string, unknown> }
type Template = { Resources: Record<string, Resource> }

type FunctionProperties = {
  FunctionName: string
  Handler: string
  MemorySize: number
  Timeout: number
  ReservedConcurrentExecutions?: number
  Environment: { Variables: Record<string, unknown> }
}

export type TemplateValues = {
  /** What `Fn::ImportValue` returns, without the beginning `finance-<stage>-`. */
  exports: Record<string, string>
  /** Take the place of variables that the template lists; no function gets one that it does not list. */
  variables: Record<string, string>
}

const prefix = 'finance-dev-'

/**
 * Returns the functions of a packaged template with their environments, as CloudFormation makes them.
 * @throws Error when a variable refers to something that `values` does not name
 */
export const readPackagedFunctions = (path: string, values: TemplateValues): PackagedFunction[] => {
  const template = JSON.parse(readFileSync(path, 'utf8')) as Template
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => Properties as FunctionProperties)
    .filter(({ FunctionName }) => typeof FunctionName === 'string' && FunctionName.startsWith(prefix))
    .map((properties) => ({
      key: properties.FunctionName.slice(prefix.length),
      name: properties.FunctionName,
      handler: properties.Handler,
      memoryMegabytes: properties.MemorySize,
      timeoutSeconds: properties.Timeout,
      reservedConcurrency: properties.ReservedConcurrentExecutions,
      environment: environmentOf(properties.Environment.Variables, values),
    }))
}

const environmentOf = (variables: Record<string, unknown>, values: TemplateValues): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      values.variables[name] ?? text(name, evaluate(value), values.exports),
    ]),
  )

const text = (name: string, value: unknown, exports: Record<string, string>): string => {
  if (typeof value !== 'object' || value === null) return String(value ?? '')
  const imported = (value as Record<string, unknown>)['Fn::ImportValue']
  const known = typeof imported === 'string' ? exports[imported.replace(prefix, '')] : undefined
  if (known === undefined) throw new Error(`${name} refers to ${JSON.stringify(value)}, which has no value`)
  return known
}
