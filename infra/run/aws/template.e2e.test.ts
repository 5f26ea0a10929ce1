import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, jest } from '@jest/globals'
import { isSecret } from '../../config/value-schemas.ts'
import { variables } from '../../config/variables.ts'
import { securityHeaders } from '../../http/security-headers.ts'
import { type Size, sizes } from './deploy/stage.ts'
import type { Packaged } from './package.ts'
import { type RoleResource, rolesIn, stageOfSize } from './roles.ts'
import { packagedService, packageTest } from './testing/packaged-service.ts'

jest.setTimeout(600_000)
const { canPackage, test } = await packageTest()

const root = resolve(import.meta.dirname, '../../..')
const stage = 'dev'

type Resource = { Type: string; DependsOn?: string[]; Properties: Record<string, unknown> }
type Template = { Resources: Record<string, Resource> }

const packaged = new Map<Size, { zips: readonly Packaged[]; text: string; template: Template }>()

beforeAll(async () => {
  if (!canPackage) return
  for (const size of sizes) {
    const { zips, template } = await packagedService(size)
    const text = readFileSync(template, 'utf8')
    packaged.set(size, { zips, text, template: JSON.parse(text) })
  }
})

const resourcesOf = (size: Size, type: string): [string, Resource][] =>
  Object.entries(packaged.get(size)?.template.Resources ?? {}).filter(([, { Type }]) => Type === type)

const functionsOf = (size: Size) =>
  resourcesOf(size, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties)

test('both sizes have the same zips, byte by byte', () => {
  const [production, small] = sizes.map((size) =>
    packaged.get(size)?.zips.map(({ key, path }) => ({ key, bytes: readFileSync(path).toString('base64') })),
  )
  expect(production?.length).toBeGreaterThan(20)
  expect(small?.map(({ key }) => key)).toEqual(production?.map(({ key }) => key))
  expect(small?.filter(({ bytes }, index) => bytes !== production?.[index]?.bytes)).toEqual([])
})

describe.each(sizes)('the template of the size %s', (size) => {
  test('has exactly the roles of docs/roles.md', () => {
    const ofFunctions = resourcesOf(size, 'AWS::IAM::Role')
    const names = stageOfSize(join(root, 'serverless.yml'), size, stage).roles
    const resources = Object.fromEntries(ofFunctions) as unknown as Record<string, RoleResource>
    expect(rolesIn(resources, (name) => names.find((role) => role.name === name)?.functions ?? [])).toEqual(
      names,
    )
    expect(resourcesOf(size, 'AWS::IAM::Policy')).toEqual([])
    expect(resourcesOf(size, 'AWS::IAM::ManagedPolicy')).toEqual([])
  })

  test('has no variable for a secret, and no address of a made-up account', () => {
    const secrets = Object.entries(variables).flatMap(([name, schema]) =>
      isSecret(schema) && name !== 'EVENTSTORE_CONNECTION_STRING' && name !== 'REDIS_URL' ? [name] : [],
    )
    expect(secrets).toContain('JWT_ACCESS_SECRET')
    const named = functionsOf(size).flatMap(({ Environment }) =>
      Object.keys((Environment as { Variables: object }).Variables),
    )
    expect(named.filter((name) => secrets.includes(name))).toEqual([])
    expect(packaged.get(size)?.text).not.toMatch(/\d{12}:(cluster|secret)|123456789012/)
  })

  test('lets every function trace, and log JSON into the group of the stage', () => {
    for (const { FunctionName, LoggingConfig, TracingConfig } of functionsOf(size)) {
      const own = FunctionName === `finance-${stage}-project-usage` ? 'project-usage' : 'functions'
      expect([FunctionName, LoggingConfig, TracingConfig]).toEqual([
        FunctionName,
        expect.objectContaining({ LogFormat: 'JSON', LogGroup: `/finance/${stage}/${own}` }),
        { Mode: 'Active' },
      ])
    }
    const groups = resourcesOf(size, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties)
    expect(groups.map(({ LogGroupName }) => LogGroupName).sort()).toEqual([
      `/aws/api-gateway/finance-${stage}`,
      `/finance/${stage}/functions`,
      `/finance/${stage}/project-usage`,
    ])
    expect(groups.every(({ RetentionInDays }) => RetentionInDays === 30)).toBe(true)
  })

  test('creates the responses of the gateway before the deployment, which makes no stage', () => {
    const responses = resourcesOf(size, 'AWS::ApiGateway::GatewayResponse').map(([id]) => id)
    const deployments = resourcesOf(size, 'AWS::ApiGateway::Deployment')
    expect(deployments).toHaveLength(1)
    const [[id, deployment] = []] = deployments
    expect(deployment?.DependsOn).toEqual(expect.arrayContaining(responses))
    expect(deployment?.Properties).toEqual({ RestApiId: { Ref: 'ApiGatewayRestApi' } })
    // Another packaging of the same API has the same id: both sizes have the same API.
    expect(id).toBe(resourcesOf('small', 'AWS::ApiGateway::Deployment')[0]?.[0])
  })

  test('has one stage, which is limited and traced and logs every request', () => {
    const [[deployment] = []] = resourcesOf(size, 'AWS::ApiGateway::Deployment')
    const stages = resourcesOf(size, 'AWS::ApiGateway::Stage').map(([, { Properties }]) => Properties)
    expect(stages).toEqual([
      expect.objectContaining({
        StageName: stage,
        DeploymentId: { Ref: deployment },
        TracingEnabled: true,
        AccessLogSetting: expect.objectContaining({ Format: expect.stringContaining('requestId') }),
      }),
    ])
    expect(stages[0]?.MethodSettings).toEqual([
      {
        HttpMethod: '*',
        ResourcePath: '/*',
        ThrottlingRateLimit: 1000,
        ThrottlingBurstLimit: 2000,
        LoggingLevel: 'OFF',
        DataTraceEnabled: false,
      },
      {
        HttpMethod: 'POST',
        ResourcePath: '/~1graphql',
        MetricsEnabled: true,
        ThrottlingRateLimit: 1000,
        ThrottlingBurstLimit: 2000,
        LoggingLevel: 'OFF',
        DataTraceEnabled: false,
      },
      ...['/~1auth~1refresh', '/~1auth~1revoke'].map((ResourcePath) => ({
        HttpMethod: 'POST',
        ResourcePath,
        ThrottlingRateLimit: 100,
        ThrottlingBurstLimit: 200,
        LoggingLevel: 'OFF',
        DataTraceEnabled: false,
      })),
    ])
  })

  test('accepts GraphQL only by POST, with a token and the key of a tenant', () => {
    const methods = resourcesOf(size, 'AWS::ApiGateway::Method').map(([, { Properties }]) => Properties)
    const ofGraphql = methods.filter(({ ResourceId }) => JSON.stringify(ResourceId).includes('Graphql'))
    expect(ofGraphql.map(({ HttpMethod }) => HttpMethod).sort()).toEqual(['OPTIONS', 'POST'])
    expect(ofGraphql.find(({ HttpMethod }) => HttpMethod === 'POST')).toMatchObject({
      ApiKeyRequired: true,
      AuthorizationType: 'CUSTOM',
    })
    expect(resourcesOf(size, 'AWS::ApiGateway::RestApi')[0]?.[1].Properties).toMatchObject({
      ApiKeySourceType: 'AUTHORIZER',
    })
    const plans = resourcesOf(size, 'AWS::ApiGateway::UsagePlan').map(([, plan]) => plan)
    expect(plans).toHaveLength(2)
    for (const { DependsOn, Properties } of plans) {
      expect(DependsOn).toEqual(['ApiGatewayStage'])
      expect(Properties).toMatchObject({ Throttle: { RateLimit: 100, BurstLimit: 200 } })
      expect(Properties).not.toHaveProperty('Quota')
    }
  })

  test('streams reports, for as long as their function may take', () => {
    const [reports] = functionsOf(size).filter(
      ({ FunctionName }) => FunctionName === `finance-${stage}-reports`,
    )
    expect(reports?.Timeout).toBe(300)
    const streamed = resourcesOf(size, 'AWS::ApiGateway::Method').flatMap(([id, { Properties }]) => {
      const integration = Properties.Integration as Record<string, unknown>
      return integration.ResponseTransferMode === undefined ? [] : [{ id, integration }]
    })
    expect(streamed).toEqual([
      {
        id: 'ApiGatewayMethodReportsReportVarGet',
        integration: expect.objectContaining({
          Type: 'AWS_PROXY',
          ResponseTransferMode: 'STREAM',
          TimeoutInMillis: 300_000,
        }),
      },
    ])
    expect(JSON.stringify(streamed)).toMatch(
      /lambda:path\/2021-11-15\/functions\/.*ReportsLambdaFunction.*\/response-streaming-invocations/,
    )
  })

  test('sends the security headers with the responses to preflights, and offers no GraphiQL', () => {
    const methods = resourcesOf(size, 'AWS::ApiGateway::Method').map(([, { Properties }]) => Properties)
    const preflights = methods.filter(({ HttpMethod }) => HttpMethod === 'OPTIONS')
    expect(preflights).toHaveLength(7)
    const headers = Object.fromEntries(
      Object.entries(securityHeaders).map(([name, value]) => [
        `method.response.header.${name}`,
        `'${value}'`,
      ]),
    )
    const allowed = { ...headers, 'method.response.header.Access-Control-Allow-Origin': "'none'" }
    for (const { Integration } of preflights)
      expect(Integration).toMatchObject({ IntegrationResponses: [{ ResponseParameters: allowed }] })
  })

  test('lets only the relay, which continues by invoking itself, run in a loop', () => {
    const recursive = functionsOf(size).filter(({ RecursiveLoop }) => RecursiveLoop !== undefined)
    expect(recursive).toEqual([
      expect.objectContaining({ FunctionName: `finance-${stage}-relay`, RecursiveLoop: 'Allow' }),
    ])
  })

  test('passes what an asynchronous function could not do to the queue of failures', () => {
    const configured = resourcesOf(size, 'AWS::Lambda::EventInvokeConfig').map(
      ([, { Properties }]) => Properties,
    )
    expect(configured.map(({ FunctionName }) => FunctionName)).toEqual([
      { Ref: 'RelayLambdaFunction' },
      { Ref: 'ProjectDashusageLambdaFunction' },
      { Ref: 'FinishDashnumberingLambdaFunction' },
      { Ref: 'FinishDashreceiptsLambdaFunction' },
      { Ref: 'RefoldDashrowsLambdaFunction' },
    ])
    for (const config of configured)
      expect(config).toMatchObject({
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['FailedInvocations', 'Arn'] } } },
      })
  })
})

test('only a stage with Kafka has a trigger, which repeats a batch until it succeeds', () => {
  expect(resourcesOf('small', 'AWS::Lambda::EventSourceMapping')).toEqual([])
  const [[, trigger] = []] = resourcesOf('production', 'AWS::Lambda::EventSourceMapping')
  expect(trigger?.Properties).toMatchObject({
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ProvisionedPollerConfig: { MinimumPollers: 1 },
    MaximumRetryAttempts: -1,
    MaximumRecordAgeInSeconds: -1,
  })
  expect(trigger?.Properties).not.toHaveProperty('DestinationConfig')
})
