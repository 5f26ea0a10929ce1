import { createHash } from 'node:crypto'
import { securityHeaders } from '../../../http/security-headers.ts'

type Resource = { Type: string; DependsOn?: string | string[]; Properties: Record<string, unknown> }
type Resources = Record<string, Resource>

/** The part of osls that this plugin uses. */
export type Osls = {
  service: { provider: { compiledCloudFormationTemplate: { Resources: Resources } } }
}

/**
 * A plugin of osls for what its settings of API Gateway cannot say:
 * - The stage is a resource of its own (infra/run/aws/gateway-stage.yml), so the deployment creates none.
 * - The gateway responses are created before the deployment, which contains only what exists by then.
 * - The id of the deployment changes only with what it contains. osls makes a new one each time, so that no
 *   packaging would equal the one before.
 * - The usage plans are created after the stage.
 * - The responses to preflights, which no function makes, have the security headers too.
 * - A limit of 0 in the usage plan is no limit. For API Gateway it would refuse every request.
 *
 * A route that a release removes is still in the deployment of that release, because CloudFormation deletes
 * last. It goes with the next change of the API.
 */
export default class Gateway {
  readonly hooks: Record<string, () => void>

  constructor(osls: Osls) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = osls.service.provider.compiledCloudFormationTemplate
        addSecurityHeaders(Resources)
        completeDeployment(Resources)
        completeUsagePlans(Resources)
      },
    }
  }
}

const ofTypes = (resources: Resources, ...types: string[]): [string, Resource][] =>
  Object.entries(resources).filter(([, { Type }]) =>
    types.some((type) => Type === `AWS::ApiGateway::${type}`),
  )

/** @throws Error when there is not exactly one */
const onlyOne = (resources: Resources, type: string): [string, Resource] => {
  const [one, ...others] = ofTypes(resources, type)
  if (one === undefined || others.length > 0)
    throw new Error(`The template needs exactly one AWS::ApiGateway::${type}`)
  return one
}

type Parameters = Record<string, unknown>
type MethodResponses = { ResponseParameters: Parameters }[]

/** A header has to be declared in the method, and given a value by its integration. */
const addSecurityHeaders = (resources: Resources): void => {
  for (const [, { Properties }] of ofTypes(resources, 'Method')) {
    if (Properties.HttpMethod !== 'OPTIONS') continue
    const { Integration, MethodResponses } = Properties as {
      Integration: { IntegrationResponses: MethodResponses }
      MethodResponses: MethodResponses
    }
    for (const [name, value] of Object.entries(securityHeaders)) {
      const parameter = `method.response.header.${name}`
      for (const { ResponseParameters } of MethodResponses) ResponseParameters[parameter] = true
      for (const { ResponseParameters } of Integration.IntegrationResponses)
        ResponseParameters[parameter] = `'${value}'`
    }
  }
}

/** What a deployment of API Gateway contains. */
const deployedTypes = [
  'RestApi',
  'Resource',
  'Method',
  'Authorizer',
  'RequestValidator',
  'Model',
  'GatewayResponse',
]

const completeDeployment = (resources: Resources): void => {
  const [oldId, { DependsOn = [], Properties, ...rest }] = onlyOne(resources, 'Deployment')
  const [, stage] = onlyOne(resources, 'Stage')
  const deployed = ofTypes(resources, ...deployedTypes).sort(([one], [other]) => (one < other ? -1 : 1))
  const hash = createHash('sha256').update(JSON.stringify(deployed)).digest('hex').slice(0, 16)
  const id = `ApiGatewayDeployment${hash}`
  const responses = ofTypes(resources, 'GatewayResponse').map(([response]) => response)
  const { StageName: _, ...properties } = Properties
  delete resources[oldId]
  resources[id] = { ...rest, DependsOn: [DependsOn, responses].flat(), Properties: properties }
  stage.Properties.DeploymentId = { Ref: id }
}

const completeUsagePlans = (resources: Resources): void => {
  const stages = ofTypes(resources, 'Stage').map(([id]) => id)
  for (const [, plan] of ofTypes(resources, 'UsagePlan')) {
    plan.DependsOn = stages
    const { Properties } = plan
    const { Quota, Throttle } = Properties as {
      Quota?: { Limit: number | string }
      Throttle?: { RateLimit: number | string; BurstLimit: number | string }
    }
    if (Number(Quota?.Limit) === 0) delete Properties.Quota
    if (Number(Throttle?.RateLimit) === 0 || Number(Throttle?.BurstLimit) === 0) delete Properties.Throttle
  }
}
