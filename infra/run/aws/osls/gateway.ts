type Resource = { Type: string; DependsOn?: string | string[]; Properties: Record<string, unknown> }
type Resources = Record<string, Resource>

/** The part of osls that this plugin uses. */
export type Osls = {
  service: {
    custom: { stageLimits: { requestsPerSecond: number | string; burst: number | string } }
    provider: { compiledCloudFormationTemplate: { Resources: Resources } }
  }
}

/**
 * A plugin of osls for what its settings of API Gateway cannot say:
 * - The gateway responses are created before the deployment, which contains only what exists by then. The id
 *   of the deployment changes with each packaging, so `extensions` cannot name it.
 * - All requests to the stage together are limited, so that no sum of tenants takes the capacity of the
 *   account.
 * - The usage plans are created after the deployment, which creates their stage.
 * - A limit of 0 in the usage plan is no limit. For API Gateway it would refuse every request.
 */
export default class Gateway {
  readonly hooks: Record<string, () => void>

  constructor(osls: Osls) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = osls.service.provider.compiledCloudFormationTemplate
        completeDeployment(Resources, osls.service.custom.stageLimits)
        completeUsagePlans(Resources)
      },
    }
  }
}

const ofType = (resources: Resources, type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, { Type }]) => Type === `AWS::ApiGateway::${type}`)

const completeDeployment = (
  resources: Resources,
  { requestsPerSecond, burst }: Osls['service']['custom']['stageLimits'],
): void => {
  const responses = ofType(resources, 'GatewayResponse').map(([id]) => id)
  for (const [, deployment] of ofType(resources, 'Deployment')) {
    deployment.DependsOn = [deployment.DependsOn ?? [], responses].flat()
    deployment.Properties.StageDescription = {
      MethodSettings: [
        {
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: Number(requestsPerSecond),
          ThrottlingBurstLimit: Number(burst),
        },
      ],
    }
  }
}

const completeUsagePlans = (resources: Resources): void => {
  const deployments = ofType(resources, 'Deployment').map(([id]) => id)
  for (const [, plan] of ofType(resources, 'UsagePlan')) {
    plan.DependsOn = [...new Set([plan.DependsOn ?? [], deployments].flat())]
    const { Properties } = plan
    const { Quota, Throttle } = Properties as {
      Quota?: { Limit: number | string }
      Throttle?: { RateLimit: number | string; BurstLimit: number | string }
    }
    if (Number(Quota?.Limit) === 0) delete Properties.Quota
    if (Number(Throttle?.RateLimit) === 0 || Number(Throttle?.BurstLimit) === 0) delete Properties.Throttle
  }
}
