import { expect, test } from '@jest/globals'
import { securityHeaders } from '../../../http/security-headers.ts'
import Gateway, { type Osls } from './gateway.ts'

type Resources = Osls['service']['provider']['compiledCloudFormationTemplate']['Resources']

const complete = (Resources: Resources): Resources => {
  const { hooks } = new Gateway({
    service: { provider: { compiledCloudFormationTemplate: { Resources } } },
  })
  for (const hook of Object.values(hooks)) hook()
  return Resources
}

const resource = (type: string, Properties = {}): Resources[string] => ({
  Type: `AWS::ApiGateway::${type}`,
  Properties,
})
/** What osls makes, with another id of the deployment each time. */
const packaged = (packaging: number, { origin = '*', more = {} } = {}): Resources => ({
  [`Deployment${packaging}`]: {
    ...resource('Deployment', { RestApiId: { Ref: 'Api' }, StageName: 'prod' }),
    DependsOn: ['Post'],
  },
  Stage: resource('Stage', { StageName: 'prod' }),
  Post: resource('Method'),
  Unauthorized: resource('GatewayResponse', { Origin: origin }),
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: {} },
  ...more,
})

const deploymentOf = (resources: Resources) => {
  const found = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::ApiGateway::Deployment')
  expect(found).toHaveLength(1)
  return found[0] ?? ['', resource('')]
}

test('the deployment depends on its methods and on the gateway responses, and makes no stage', () => {
  const resources = complete(packaged(1))
  const [id, { DependsOn, Properties }] = deploymentOf(resources)
  expect(DependsOn).toEqual(['Post', 'Unauthorized'])
  expect(Properties).toEqual({ RestApiId: { Ref: 'Api' } })
  expect(resources.Stage?.Properties).toEqual({ StageName: 'prod', DeploymentId: { Ref: id } })
})

test('the id of the deployment changes with what it contains, and with nothing else', () => {
  const [first] = deploymentOf(complete(packaged(1)))
  const more = { Plan: resource('UsagePlan', { ApiStages: [] }) }
  expect(deploymentOf(complete(packaged(2, { more })))[0]).toBe(first)
  const [changed] = deploymentOf(complete(packaged(3, { origin: 'https://erp.example.com' })))
  expect(changed).not.toBe(first)
  // osls compares templates without the ids of deployments, which it knows by this beginning.
  for (const id of [first, changed]) expect(id).toMatch(/^ApiGatewayDeployment[0-9a-f]{16}$/)
})

test.each(['Deployment', 'Stage'])('a template with a second %s is an error', (type) => {
  expect(() => complete(packaged(1, { more: { Second: resource(type) } }))).toThrow(
    `exactly one AWS::ApiGateway::${type}`,
  )
})

test('the response to a preflight has the security headers, and no other method changes', () => {
  const options = resource('Method', {
    HttpMethod: 'OPTIONS',
    MethodResponses: [{ ResponseParameters: { 'method.response.header.Vary': true } }],
    Integration: {
      IntegrationResponses: [{ ResponseParameters: { 'method.response.header.Vary': "'Origin'" } }],
    },
  })
  const { Options, Post } = complete(packaged(1, { more: { Options: options } }))
  const declared = Object.fromEntries(
    Object.keys(securityHeaders).map((name) => [`method.response.header.${name}`, true]),
  )
  const given = Object.fromEntries(
    Object.entries(securityHeaders).map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]),
  )
  expect(Options?.Properties).toMatchObject({
    MethodResponses: [{ ResponseParameters: { ...declared, 'method.response.header.Vary': true } }],
    Integration: {
      IntegrationResponses: [{ ResponseParameters: { ...given, 'method.response.header.Vary': "'Origin'" } }],
    },
  })
  expect(Post?.Properties).toEqual({})
})

test('a usage plan is created after the stage', () => {
  const { Plan } = complete(
    packaged(1, { more: { Plan: { ...resource('UsagePlan'), DependsOn: 'Deployment1' } } }),
  )
  expect(Plan?.DependsOn).toEqual(['Stage'])
})

test.each([
  [100, 200, 1000, ['Throttle', 'Quota']],
  [100, 200, 0, ['Throttle']],
  [0, 200, 1000, ['Quota']],
  ['0', '200', '0', []],
  [100, 0, 0, []],
])('of a usage plan with %s/s, %s at once and %s a month remain %j', (RateLimit, BurstLimit, Limit, kept) => {
  const plan = resource('UsagePlan', {
    Throttle: { RateLimit, BurstLimit },
    Quota: { Limit, Period: 'MONTH' },
  })
  const { Plan } = complete(packaged(1, { more: { Plan: plan } }))
  expect(Object.keys(Plan?.Properties ?? {})).toEqual(kept)
})
