import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { reasonsForAll } from '../../tools/docs/roles-page.ts'
import { type Size, sizes } from './deploy/stage.ts'
import { resourceTexts, type Statement, stageOfSize, textOfValue } from './roles.ts'

const root = join(import.meta.dirname, '../../..')
const manifestPath = join(root, 'serverless.yml')
const yaml = (path: string) => parse(readFileSync(join(root, path), 'utf8'), { merge: true })

const functions = Object.entries(
  yaml('serverless.yml').functions as Record<string, { handler: string; role: string }>,
).map(([key, { handler, role }]) => ({ key, role, entry: handler.replace(/\.handler$/, '.ts') }))
const keys = functions.map(({ key }) => key)
const isPublic = (key: string) =>
  functions.some((one) => one.key === key && /^functions\/(commands|queries)\//.test(one.entry))

const stages = sizes.map((size) => ({ size, ...stageOfSize(manifestPath, size, 'prod') }))
const roleNames = [...new Set(stages.flatMap(({ roles }) => roles.map(({ name }) => name)))]

const statementsOf = (size: Size, role: string): Statement[] =>
  stages
    .filter((stage) => stage.size === size)
    .flatMap(({ roles }) => roles.filter(({ name }) => name === role))
    .flatMap(({ policies }) => policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement))

const actionsOf = ({ Action }: Statement): string[] => [Action].flat()

/** Applies the rule of IAM: a Deny overrides every Allow. */
const mayInvoke = (size: Size, role: string, functionName: string): boolean => {
  const matches = (pattern = '') => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(functionName)
  const effects = statementsOf(size, role)
    .filter((statement) => actionsOf(statement).includes('lambda:InvokeFunction'))
    .filter((statement) => resourceTexts(statement).some((text) => matches(text.split(':function:')[1])))
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
 * Returns what a function invokes: the names in `invoke('relay', …)`, `finishOrPoke('…', …)` and
 * `deliverDirectly('…', …)`, where `projectionOf` stands for the projections of all versions, and for graphql
 * every public function.
 */
const targets = (key: string): string[] => {
  const texts = [...(sources.get(key)?.values() ?? [])]
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\b(?:invoke|finishOrPoke|deliverDirectly)\(\s*'([\w-]+)'/g)].map(
      ([, target = '']) => target,
    ),
  )
  const isOfVersions = texts.some((text) => /\b(?:invoke|deliverDirectly)\(\s*projectionOf\(/.test(text))
  if (isOfVersions) named.push(...keys.filter((one) => one.startsWith('project-invoices')))
  return key === 'graphql' ? keys.filter(isPublic) : [...new Set(named)]
}

const usersOf = (module: string): string[] => [
  ...new Set(functions.filter(({ key }) => sources.get(key)?.has(module)).map(({ role }) => role)),
]
const allowedTo = (size: Size, action: string): string[] =>
  roleNames.filter((role) =>
    statementsOf(size, role).some((one) => one.Effect === 'Allow' && actionsOf(one).includes(action)),
  )

test('every function has a role, and every role a function', () => {
  expect(new Set(functions.map(({ role }) => role))).toEqual(new Set(roleNames))
})

test.each(stages)('in the size $size no role has a managed policy', ({ roles }) => {
  expect(roles.flatMap(({ managed }) => managed)).toEqual([])
})

test.each(stages)('in the size $size every permission for all resources has its reason', ({ roles }) => {
  const withoutReason = roles
    .flatMap(({ policies }) => policies)
    .filter(({ PolicyDocument }) =>
      PolicyDocument.Statement.some((statement) => resourceTexts(statement).includes('*')),
    )
    .map(({ PolicyName }) => PolicyName)
    .filter((name) => !(name in reasonsForAll))
  expect(withoutReason).toEqual([])
})

test.each(stages)('in the size $size no action contains a wildcard', ({ roles }) => {
  const actions = roles
    .flatMap(({ policies }) => policies)
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(actionsOf))
  expect(actions.filter((action) => action.includes('*'))).toEqual([])
})

test.each(stages)('in the size $size a role may read exactly the secrets of its functions', (stage) => {
  for (const role of roleNames) {
    const named = Object.values(stage.functions)
      .filter((one) => one.role === role)
      .flatMap(({ environment = {} }) => Object.entries(environment))
      .filter(([name, value]) => name.endsWith('_SECRET_ARN') && value !== '')
      .map(([, value]) => textOfValue(value))
    const readable = statementsOf(stage.size, role)
      .filter((statement) => actionsOf(statement).includes('secretsmanager:GetSecretValue'))
      .flatMap(resourceTexts)
      // The name of a secret that nobody makes: a policy needs a resource where no secret is configured.
      .filter((resource) => !resource.endsWith(':secret:not-set'))
    expect([role, readable.sort()]).toEqual([role, [...new Set(named)].sort()])
  }
})

test.each(stages)('in the size $size the functions with a store are in the network', (stage) => {
  const isStore = (name: string) => /^(DATABASE_HOST|EVENTSTORE_CONNECTION_STRING|REDIS_URL)$/.test(name)
  for (const [key, { role, environment = {}, vpc }] of Object.entries(stage.functions)) {
    const needsNetwork = Object.keys(environment).some(isStore)
    expect([key, vpc]).toEqual([key, needsNetwork ? undefined : null])
    expect([key, allowedTo(stage.size, 'ec2:CreateNetworkInterface').includes(role)]).toEqual([
      key,
      needsNetwork,
    ])
  }
})

describe.each(sizes)('invocations in the size %s', (size) => {
  /** Only without Kafka does the relay invoke the projection. */
  const isInvoked = (role: string, target: string): boolean =>
    role === 'relay' && target.startsWith('project-invoices')
      ? size === 'small'
      : functions.some((one) => one.role === role && targets(one.key).includes(target))

  test.each(roleNames)('the role %s may invoke only what its functions invoke', (role) => {
    const invoked = keys.filter((key) => isInvoked(role, key))
    expect(keys.filter((key) => mayInvoke(size, role, `finance-prod-${key}`))).toEqual(invoked)
  })

  test('graphql may invoke no function of a stage whose name begins with the name of its own', () => {
    const names = keys.map((key) => `finance-prod-blue-${key}`)
    expect(names.filter((name) => mayInvoke(size, 'graphql', name))).toEqual([])
  })

  test('only the function that registers a tenant may create one, and no other function has its role', () => {
    expect(roleNames.filter((role) => mayInvoke(size, role, 'finance-prod-provision-tenant'))).toEqual([
      'registerTenant',
    ])
    expect(functions.filter(({ role }) => role === 'registerTenant').map(({ key }) => key)).toEqual([
      'register-tenant',
    ])
  })
})

describe('Kafka', () => {
  const projection = 'projectInvoices'

  test('only functions that look up a cluster, and the trigger of the projection, connect to it', () => {
    for (const action of ['kafka:GetBootstrapBrokers', 'kafka-cluster:Connect'])
      expect(allowedTo('production', action).sort()).toEqual(
        [...usersOf('infra/kafka/msk.ts'), projection].sort(),
      )
  })

  test.each(['kafka-cluster:CreateTopic', 'kafka-cluster:WriteData', 'kafka-cluster:WriteDataIdempotently'])(
    'only the functions that publish records have %s',
    (action) => expect(allowedTo('production', action)).toEqual(usersOf('infra/kafka/producer.ts')),
  )

  test('only the trigger of the projection reads records', () => {
    expect(allowedTo('production', 'kafka-cluster:ReadData')).toEqual([projection])
  })

  test('without Kafka no role has a permission for it', () => {
    const actions = roleNames.flatMap((role) => statementsOf('small', role).flatMap(actionsOf))
    expect(actions.filter((action) => action.startsWith('kafka'))).toEqual([])
  })
})
