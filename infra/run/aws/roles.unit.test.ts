import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../../..')
const yaml = (path: string) => parse(readFileSync(join(root, path), 'utf8'), { merge: true })

type Statement = { Effect: 'Allow' | 'Deny'; Action: string | string[]; Resource: Resource | Resource[] }
type Resource = string | { 'Fn::Sub': string }
type Role = { Properties: { Policies?: { PolicyDocument: { Statement: Statement[] } }[] } }

const functions = Object.entries(
  yaml('serverless.yml').functions as Record<string, { handler: string; role: string }>,
).map(([key, { handler, role }]) => ({ key, role, entry: handler.replace(/\.handler$/, '.ts') }))
const keys = functions.map(({ key }) => key)
const isPublic = (key: string) =>
  functions.some((one) => one.key === key && /^functions\/(commands|queries)\//.test(one.entry))

const roles = new Map(
  Object.entries(yaml('infra/run/aws/roles.yml').Resources as Record<string, Role>).map(
    ([name, { Properties }]) => [
      name,
      (Properties.Policies ?? []).flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    ],
  ),
)

const resources = ({ Resource }: Statement): string[] =>
  [Resource].flat().map((one) => (typeof one === 'string' ? one : one['Fn::Sub']))

/** Applies the rule of IAM: a Deny overrides every Allow. */
const mayInvoke = (role: string, functionName: string): boolean => {
  const matches = (pattern = '') =>
    new RegExp(`^${pattern.replace(/\$\{sls:stage\}/, 'prod').replaceAll('*', '.*')}$`).test(functionName)
  const effects = (roles.get(role) ?? [])
    .filter(({ Action }) => [Action].flat().includes('lambda:InvokeFunction'))
    .filter((statement) => resources(statement).some((resource) => matches(resource.split(':function:')[1])))
    .map(({ Effect }) => Effect)
  return effects.includes('Allow') && !effects.includes('Deny')
}

/** Returns the sources that a handler imports, directly or not, and its own. */
const sourcesOf = (file: string, found = new Map<string, string>()): Map<string, string> => {
  if (found.has(file)) return found
  const text = readFileSync(join(root, file), 'utf8')
  found.set(file, text)
  for (const [, path = ''] of text.matchAll(/^(?:import|export) (?!type )[^']*?from '(\.[^']+\.ts)'/gm))
    sourcesOf(join(dirname(file), path), found)
  return found
}
const sources = new Map(functions.map(({ key, entry }) => [key, sourcesOf(entry)]))

/**
 * Returns what a function invokes: the names in `invoke('relay', …)` and `deliverDirectly('…', …)`, and for
 * graphql every public function.
 */
const targets = (key: string): string[] => {
  const texts = [...(sources.get(key)?.values() ?? [])]
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\b(?:invoke|deliverDirectly)\(\s*'([\w-]+)'/g)].map(([, target = '']) => target),
  )
  return key === 'graphql' ? keys.filter(isPublic) : [...new Set(named)]
}

const usersOf = (module: string): string[] => [
  ...new Set(functions.filter(({ key }) => sources.get(key)?.has(module)).map(({ role }) => role)),
]
const allowedTo = (action: string): string[] =>
  [...roles]
    .filter(([, statements]) => statements.some(({ Action }) => [Action].flat().includes(action)))
    .map(([name]) => name)

test('every function has a role, and every role a function', () => {
  expect(new Set(functions.map(({ role }) => role))).toEqual(new Set(roles.keys()))
})

describe('invocations', () => {
  test.each([...roles.keys()])('the role %s may invoke only what its functions invoke', (role) => {
    const invoked = new Set(functions.filter((one) => one.role === role).flatMap(({ key }) => targets(key)))
    expect(keys.filter((key) => mayInvoke(role, `finance-prod-${key}`)).sort()).toEqual([...invoked].sort())
  })

  test('graphql may not invoke a private function under a qualifier or in another stage', () => {
    const names = keys
      .filter((key) => !isPublic(key))
      .flatMap((key) => [`finance-prod-${key}:$LATEST`, `finance-prod-blue-${key}`])
    expect(names.filter((name) => mayInvoke('graphql', name))).toEqual([])
  })

  test('only the function that registers a tenant may create one, and no other function has its role', () => {
    expect([...roles.keys()].filter((role) => mayInvoke(role, 'finance-prod-provision-tenant'))).toEqual([
      'registerTenant',
    ])
    expect(functions.filter(({ role }) => role === 'registerTenant').map(({ key }) => key)).toEqual([
      'register-tenant',
    ])
  })
})

describe('Kafka', () => {
  test.each(['kafka:GetBootstrapBrokers', 'kafka-cluster:Connect', 'kafka-cluster:DescribeCluster'])(
    'only the functions that look up a cluster have %s',
    (action) => expect(allowedTo(action).sort()).toEqual(usersOf('infra/kafka/msk.ts').sort()),
  )

  test.each(['kafka-cluster:CreateTopic', 'kafka-cluster:WriteData', 'kafka-cluster:WriteDataIdempotently'])(
    'only the functions that publish records have %s',
    (action) => expect(allowedTo(action)).toEqual(usersOf('infra/kafka/producer.ts')),
  )
})
