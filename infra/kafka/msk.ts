import { ConfigurationError } from '../config/settings.ts'

type Authentication = 'iam' | 'scram'
type MskAddress = { brokers: string; token: () => Promise<string> }

/** The longest that MSK accepts. The Kafka client requests a new token for each connection. */
const tokenLifetimeSeconds = 900

/** Short enough to notice new brokers, long enough that requests cannot cause a call to AWS each. */
const addressLifetimeMs = 5 * 60_000

const lookupTimeoutMs = 4_000

const addresses = new Map<string, { address: Promise<MskAddress>; expiresAtMs: number }>()

/**
 * Returns the brokers of an MSK cluster and a function that makes tokens, which prove the IAM identity of
 * this process. A token is the signed URL of the action `kafka-cluster:Connect`; the signer of the AWS SDK
 * makes it, so no other package is needed. The brokers are cached for five minutes; a failure is not cached.
 * @throws ConfigurationError when the ARN is invalid or the cluster has no listeners for this authentication
 */
export const findMskAddress = (clusterArn: string, authentication: Authentication): Promise<MskAddress> => {
  const key = `${authentication} ${clusterArn}`
  const cached = addresses.get(key)
  if (cached !== undefined && cached.expiresAtMs > performance.now()) return cached.address
  const address = lookUpAddress(clusterArn, authentication)
  addresses.set(key, { address, expiresAtMs: performance.now() + addressLifetimeMs })
  address.catch(() => addresses.delete(key))
  return address
}

/** The SDK is loaded only here: it adds 60 ms to a cold start, which services without MSK should not pay. */
const lookUpAddress = async (clusterArn: string, authentication: Authentication): Promise<MskAddress> => {
  const region = clusterArn.split(':')[3]
  if (!region)
    throw new ConfigurationError([
      'KAFKA_CLUSTER_ARN is not valid: expected arn:aws:kafka:<region>:<account>:cluster/<name>/<id>',
    ])
  const { GetBootstrapBrokersCommand, KafkaClient } = await import('@aws-sdk/client-kafka')
  const client = new KafkaClient({ region })
  const command = new GetBootstrapBrokersCommand({ ClusterArn: clusterArn })
  // The client is destroyed, because signing tokens needs its settings but no connection.
  const found = await client
    .send(command, { abortSignal: AbortSignal.timeout(lookupTimeoutMs) })
    .finally(() => client.destroy())
  const brokers =
    authentication === 'iam' ? found.BootstrapBrokerStringSaslIam : found.BootstrapBrokerStringSaslScram
  if (!brokers)
    throw new ConfigurationError([
      `KAFKA_CLUSTER_ARN names a cluster without ${authentication.toUpperCase()} listeners`,
    ])
  return { brokers, token: () => connectToken(client.config, region) }
}

type SignedUrl = { protocol: string; hostname: string; path: string; query?: unknown }

type Signing = {
  signer(scheme: {
    name: string
    signingName: string
    signingRegion: string
    properties: Record<string, unknown>
  }): Promise<{ presign?(request: unknown, options: Record<string, unknown>): Promise<SignedUrl> }>
}

/** Exported for its test. Returns the token in the format of MSK: the signed URL in base64url. */
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
  const signed = await signer.presign(request, {
    expiresIn: tokenLifetimeSeconds,
    signingRegion: region,
    signingService: 'kafka-cluster',
  })
  const query = new URLSearchParams({
    ...(signed.query as Record<string, string>),
    'User-Agent': 'finance-service',
  })
  return Buffer.from(`${signed.protocol}//${signed.hostname}${signed.path}?${query}`).toString('base64url')
}
