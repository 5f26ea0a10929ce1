import { interpolate } from '../host/interpolation.ts'
import { filesBeside, readYaml } from '../host/manifest.ts'
import type { Size } from './deploy/stage.ts'

export type Statement = {
  Effect: 'Allow' | 'Deny'
  Action: string | string[]
  Resource: unknown
  Condition?: unknown
}
type Policy = { PolicyName: string; PolicyDocument: { Statement: Statement[] } }
export type RoleResource = {
  Type: string
  Properties: { Policies?: (Policy | { Ref: 'AWS::NoValue' })[]; ManagedPolicyArns?: unknown[] }
}

export type Role = { name: string; functions: string[]; policies: Policy[]; managed: unknown[] }

export type FunctionOfStage = {
  role: string
  environment?: Record<string, unknown>
  reservedConcurrency?: unknown
  /** null when the function is outside the network. */
  vpc?: null
}

type Document = {
  resources: { Resources?: Record<string, RoleResource> }[]
  functions: Record<string, FunctionOfStage>
}

/** Returns functions and roles of a stage of this size, as osls packages them with an empty environment. */
export const stageOfSize = (
  manifestPath: string,
  size: Size,
  stage: string,
): { functions: Document['functions']; roles: Role[] } => {
  const document = readYaml(manifestPath) as Document
  const sources = {
    env: {},
    opt: { stage },
    param: { size },
    document,
    file: filesBeside(manifestPath),
  }
  const resources = interpolate(document.resources, sources) as Document['resources']
  const functions = interpolate(document.functions, sources) as Document['functions']
  const functionsOf = (role: string) => Object.keys(functions).filter((key) => functions[key]?.role === role)
  return {
    functions,
    roles: rolesIn(Object.assign({}, ...resources.map((one) => one.Resources)), functionsOf),
  }
}

/** Returns the roles among the resources of a template. */
export const rolesIn = (
  resources: Record<string, RoleResource>,
  functionsOf: (role: string) => string[],
): Role[] =>
  Object.entries(resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    .map(([name, { Properties }]) => ({
      name,
      functions: functionsOf(name),
      policies: (Properties.Policies ?? []).filter((policy) => 'PolicyName' in policy),
      managed: Properties.ManagedPolicyArns ?? [],
    }))

/** Returns the resources of a statement as text, with `<...>` for what only CloudFormation knows. */
export const resourceTexts = ({ Resource }: Pick<Statement, 'Resource'>): string[] =>
  (Array.isArray(Resource) ? Resource : [Resource]).map(textOfValue)

const platformValues: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': '<region>',
  'AWS::AccountId': '<account>',
}

/** Returns a value of a template as text. @throws Error when it has a function that no role needs */
export const textOfValue = (value: unknown): string => {
  if (typeof value === 'string') return value
  const [name = '', argument] = Object.entries(value as Record<string, unknown>)[0] ?? []
  const intrinsic = intrinsics[name]
  if (!intrinsic) throw new Error(`${name} in a resource of a role has no text`)
  return intrinsic(argument)
}

const intrinsics: Record<string, (argument: unknown) => string> = {
  'Fn::Sub': (text) =>
    String(text).replace(/\$\{([\w:]+)\}/g, (whole, name) => platformValues[name] ?? whole),
  'Fn::GetAtt': (path) => `<${(path as string[]).join('.')}>`,
  'Fn::ImportValue': (name) => `<${String(name)}>`,
  Ref: (name) => `<${String(name)}>`,
  // The first part of the ARN of a secret with `#key` behind it.
  'Fn::Select': (argument) => textOfValue((argument as [number, unknown])[1]),
  'Fn::Split': (argument) => textOfValue((argument as [string, unknown])[1]),
  'Fn::Join': (argument) => {
    const [delimiter, parts] = argument as [string, unknown]
    return Array.isArray(parts) ? parts.map(textOfValue).join(delimiter) : replaceDelimiter(delimiter, parts)
  },
}

/** Fn::Join of Fn::Split replaces one delimiter by another. */
const replaceDelimiter = (delimiter: string, split: unknown): string => {
  const [from, text] = (split as { 'Fn::Split': [string, unknown] })['Fn::Split']
  return `${textOfValue(text)} with ${delimiter} for ${from}`
}
