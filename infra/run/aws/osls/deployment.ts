type Resource = { Type: string; DependsOn?: string | string[]; Properties: Record<string, unknown> }

/** The part of osls that this plugin uses. */
type Osls = {
  service: {
    custom: { stageLimits: { requestsPerSecond: number; burst: number } }
    provider: { compiledCloudFormationTemplate: { Resources: Record<string, Resource> } }
  }
}

/**
 * A plugin of osls. The id of the deployment changes with each packaging, so `extensions` cannot name it, and
 * osls knows no limits of a stage:
 * - the gateway responses are created before the deployment, which contains only what exists by then;
 * - all requests to the stage together are limited, so that no sum of tenants takes the capacity of the
 *   account.
 */
export default class Deployment {
  readonly hooks: Record<string, () => void>

  constructor(osls: Osls) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => completeDeployment(osls.service),
    }
  }
}

const completeDeployment = ({ custom, provider }: Osls['service']): void => {
  const resources = Object.entries(provider.compiledCloudFormationTemplate.Resources)
  const responses = resources.filter(([, { Type }]) => Type === 'AWS::ApiGateway::GatewayResponse')
  const { requestsPerSecond, burst } = custom.stageLimits
  for (const [, deployment] of resources.filter(([, { Type }]) => Type === 'AWS::ApiGateway::Deployment')) {
    deployment.DependsOn = [deployment.DependsOn ?? [], responses.map(([id]) => id)].flat()
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
