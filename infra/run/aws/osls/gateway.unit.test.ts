import { expect, test } from '@jest/globals'
import Gateway, { type Osls } from './gateway.ts'

const complete = (Resources: Osls['service']['provider']['compiledCloudFormationTemplate']['Resources']) => {
  const { hooks } = new Gateway({
    service: {
      custom: { stageLimits: { requestsPerSecond: '50', burst: 80 } },
      provider: { compiledCloudFormationTemplate: { Resources } },
    },
  })
  for (const hook of Object.values(hooks)) hook()
  return Resources
}

test('the deployment depends on its methods and on the gateway responses, and limits the stage', () => {
  const { Deployment } = complete({
    Deployment: {
      Type: 'AWS::ApiGateway::Deployment',
      DependsOn: ['Post'],
      Properties: { StageName: 'prod' },
    },
    Unauthorized: { Type: 'AWS::ApiGateway::GatewayResponse', Properties: {} },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: {} },
  })
  expect(Deployment?.DependsOn).toEqual(['Post', 'Unauthorized'])
  expect(Deployment?.Properties).toMatchObject({
    StageName: 'prod',
    StageDescription: { MethodSettings: [{ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 80 }] },
  })
})

test('a usage plan is created after the deployment, which creates the stage', () => {
  const { Plan } = complete({
    Deployment1: { Type: 'AWS::ApiGateway::Deployment', Properties: {} },
    Plan: { Type: 'AWS::ApiGateway::UsagePlan', DependsOn: 'Deployment1', Properties: {} },
  })
  expect(Plan?.DependsOn).toEqual(['Deployment1'])
})

test.each([
  [100, 200, 1000, ['Throttle', 'Quota']],
  [100, 200, 0, ['Throttle']],
  [0, 200, 1000, ['Quota']],
  ['0', '200', '0', []],
  [100, 0, 0, []],
])('of a usage plan with %s/s, %s at once and %s a month remain %j', (RateLimit, BurstLimit, Limit, kept) => {
  const { Plan } = complete({
    Plan: {
      Type: 'AWS::ApiGateway::UsagePlan',
      Properties: { Throttle: { RateLimit, BurstLimit }, Quota: { Limit, Period: 'MONTH' } },
    },
  })
  expect(Object.keys(Plan?.Properties ?? {})).toEqual(kept)
})
