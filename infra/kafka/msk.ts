import { ConfigurationError } from '../config/settings.ts'

type Authentication = 'iam' | 'scram'
type MskAddress = { brokers: string; token: () => Promise<string> }

/** Seconds that a signed token is good for: the longest that MSK accepts. The client asks for a new one at each connection. */
const tokenLifetime = 900

/** Milliseconds that an address is believed: a cluster that grows is noticed, and nobody can make us ask AWS with every call. */
const believed = 5 * 60_000

/** Milliseconds within which AWS has to name the brokers. */
const patience = 4_000

const addresses = new Map<string, { address: Promise<MskAddress>; until: number }>()

/**
 * The brokers of an MSK cluster, and the tokens that prove the IAM identity of this process to them. A token is the signed
 * address of the action `kafka-cluster:Connect`; the SDK's own signer makes it, so no further package is needed.
 * Asked of AWS once in a while and not by every caller; what failed is asked again.
 */
export const mskAddress = (clusterArn: string, authentication: Authentication): Promise<MskAddress> => {
  const key = `${authentication} ${clusterArn}`
  const known = addresses.get(key)
  if (known !== undefined && known.until > performance.now()) return known.address
  const address = lookedUp(clusterArn, authentication)
  addresses.set(key, { address, until: performance.now() + believed })
  address.catch(() => addresses.delete(key))
  return address
}

/** The SDK is loaded here only, because it costs a cold start 60 ms that nobody without MSK should pay. */
const lookedUp = async (clusterArn: string, authentication: Authentication): Promise<MskAddress> => {
  const region = clusterArn.split(':')[3]
  if (!region)
    throw new ConfigurationError([
      'KAFKA_CLUSTER_ARN is not valid: expected arn:aws:kafka:<region>:<account>:cluster/<name>/<id>',
    ])
  const { GetBootstrapBrokersCommand, KafkaClient } = await import('@aws-sdk/client-kafka')
  const client = new KafkaClient({ region })
  const command = new GetBootstrapBrokersCommand({ ClusterArn: clusterArn })
  // Signing tokens needs no connection, only the settings of the client.
  const found = await client
    .send(command, { abortSignal: AbortSignal.timeout(patience) })
    .finally(() => client.destroy())
  const brokers =
    authentication === 'iam' ? found.BootstrapBrokerStringSaslIam : found.BootstrapBrokerStringSaslScram
  if (!brokers)
    throw new ConfigurationError([
      `KAFKA_CLUSTER_ARN names a cluster without ${authentication.toUpperCase()} listeners`,
    ])
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
  const signed = await signer.presign(request, {
    expiresIn: tokenLifetime,
    signingRegion: region,
    signingService: 'kafka-cluster',
  })
  const query = new URLSearchParams({
    ...(signed.query as Record<string, string>),
    'User-Agent': 'finance-service',
  })
  return Buffer.from(`${signed.protocol}//${signed.hostname}${signed.path}?${query}`).toString('base64url')
}
