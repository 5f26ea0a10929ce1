import { ConfigurationError } from '../config/settings.ts'

type MskAddress = { brokers: string; token: () => Promise<string> }

/** Seconds that a signed token is good for: the longest that MSK accepts. The client asks for a new one at each connection. */
const tokenLifetime = 900

/**
 * The brokers of an MSK cluster, and the tokens that prove the IAM identity of this process to them. A token is the signed
 * address of the action `kafka-cluster:Connect`; the SDK's own signer makes it, so no further package is needed.
 * The SDK is loaded here only, because it costs a cold start 60 ms that nobody without MSK should pay.
 */
export const mskAddress = async (clusterArn: string, authentication: 'iam' | 'scram'): Promise<MskAddress> => {
  const region = clusterArn.split(':')[3]
  if (!region)
    throw new ConfigurationError(['KAFKA_CLUSTER_ARN is not valid: expected arn:aws:kafka:<region>:<account>:cluster/<name>/<id>'])
  const { GetBootstrapBrokersCommand, KafkaClient } = await import('@aws-sdk/client-kafka')
  const client = new KafkaClient({ region })
  const found = await client.send(new GetBootstrapBrokersCommand({ ClusterArn: clusterArn }))
  const brokers = authentication === 'iam' ? found.BootstrapBrokerStringSaslIam : found.BootstrapBrokerStringSaslScram
  if (!brokers) throw new ConfigurationError([`KAFKA_CLUSTER_ARN names a cluster without ${authentication.toUpperCase()} listeners`])
  return { brokers, token: () => connectToken(client.config, region) }
}

type SignedAddress = { protocol: string; hostname: string; path: string; query?: unknown }

type Signing = {
  signer(scheme: {
    name: string
    signingName: string
    signingRegion: string
    properties: Record<string, unknown>
  }): Promise<{ presign?(request: unknown, options: Record<string, unknown>): Promise<SignedAddress> }>
}

/** Exported for its test: the token as MSK takes it, base64url of the signed address. */
export const connectToken = async (config: unknown, region: string): Promise<string> => {
  const host = `kafka.${region}.amazonaws.com`
  const scheme = { name: 'sigv4', signingName: 'kafka-cluster', signingRegion: region, properties: {} }
  const signer = await (config as Signing).signer(scheme)
  if (!signer.presign) throw new Error('The signer of the AWS SDK cannot presign')
  const request = {
    method: 'GET',
    protocol: 'https:',
    hostname: host,
    path: '/',
    headers: { host },
    query: { Action: 'kafka-cluster:Connect' },
  }
  const signed = await signer.presign(request, { expiresIn: tokenLifetime, signingRegion: region, signingService: 'kafka-cluster' })
  const query = new URLSearchParams({ ...(signed.query as Record<string, string>), 'User-Agent': 'finance-service' })
  return Buffer.from(`${signed.protocol}//${signed.hostname}${signed.path}?${query}`).toString('base64url')
}
