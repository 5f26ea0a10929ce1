import type { Deployed } from './deploy.ts'

/** The text that a deployment ends with: where the service is, and how to register the first tenant. */
export const nextSteps = ({
  stage,
  region,
  endpoint,
}: Deployed & { stage: string; region: string }): string => `
The stage ${stage} is deployed: ${endpoint}

Next:
  1. Open the link in the message that AWS has sent for the alarms.
  2. Ask whether every store can be reached:
       curl ${endpoint.replace(/\/graphql$/, '/health/ready')}
  3. Register the first tenant with a token of the platform, which the secret of the stage signs:
       ARN=$(aws cloudformation list-exports --region ${region} --output text --query \\
         "Exports[?Name=='finance-${stage}-JwtAccessSecretArn'].Value")
       TOKEN=$(AWS_REGION=${region} JWT_ACCESS_SECRET_ARN=$ARN npm run --silent token -- --role platform)
       curl ${endpoint} -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d \\
         '{"query":"mutation { registerTenant(input: { id: \\"acme\\", name: \\"Acme\\" }) { id } }"}'
  docs/deploy-aws.md continues with the details of the seller and the first invoice.
`
