import type { APIGatewayClient } from '@aws-sdk/client-api-gateway'

/** One key and the usage plan that limits it. The name of the key is its value. */
export type TenantKey = { value: string; usagePlanId: string }

/** API Gateway already has a key of this value under another name. */
export class ApiKeyTaken extends Error {
  readonly code = 'API_KEY_TAKEN'

  constructor(value: string) {
    super(`Another API key of this account has the value ${value}: delete it, then try again`)
    this.name = 'ApiKeyTaken'
  }
}

const timeoutMs = 15_000
const largestPage = 500

/**
 * Creates the key and puts it into its usage plan. What exists already stays, so this is safe to repeat.
 * @throws ApiKeyTaken when another key has the value
 * @throws Error of the SDK when API Gateway refuses or does not respond
 */
export const createTenantKey = ({ value, usagePlanId }: TenantKey): Promise<void> =>
  withApiGateway(async (sdk, client, options) => {
    const created = await client
      .send(
        new sdk.CreateApiKeyCommand({ name: value, value, enabled: true, generateDistinctId: true }),
        options,
      )
      .catch(ignoreConflict)
    const keyId = created?.id ?? (await findKey(sdk, client, value))
    if (keyId === undefined) throw new ApiKeyTaken(value)
    await client
      .send(new sdk.CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: 'API_KEY' }), options)
      .catch(ignoreConflict)
  })

/**
 * Returns the names of the keys in a usage plan.
 * @throws Error of the SDK when API Gateway refuses or does not respond
 */
export const keyNamesInPlan = (usagePlanId: string): Promise<ReadonlySet<string>> =>
  withApiGateway(async (sdk, client) => {
    const names = new Set<string>()
    const pages = sdk.paginateGetUsagePlanKeys({ client, pageSize: largestPage }, { usagePlanId })
    for await (const { items = [] } of pages) for (const { name } of items) if (name) names.add(name)
    return names
  })

/**
 * Deletes the key, if there is one. From then on API Gateway refuses the requests of the tenant.
 * @throws Error of the SDK when API Gateway refuses or does not respond
 */
export const deleteTenantKey = ({ value }: Pick<TenantKey, 'value'>): Promise<void> =>
  withApiGateway(async (sdk, client, options) => {
    const apiKey = await findKey(sdk, client, value)
    if (apiKey === undefined) return
    await client.send(new sdk.DeleteApiKeyCommand({ apiKey }), options).catch(ignoreNotFound)
  })

type Sdk = typeof import('@aws-sdk/client-api-gateway')
type CallOptions = { abortSignal: AbortSignal }

/** The SDK is part of Lambda's runtime, and loaded only for these rare calls. */
const withApiGateway = async <T>(
  work: (sdk: Sdk, client: APIGatewayClient, options: CallOptions) => Promise<T>,
): Promise<T> => {
  const sdk = await import('@aws-sdk/client-api-gateway')
  const client = new sdk.APIGatewayClient({})
  try {
    return await work(sdk, client, { abortSignal: AbortSignal.timeout(timeoutMs) })
  } finally {
    client.destroy()
  }
}

/** Keys are found by the beginning of their name, so the key of acme-2 is found for acme too. */
const findKey = async (sdk: Sdk, client: APIGatewayClient, name: string): Promise<string | undefined> => {
  for await (const { items } of sdk.paginateGetApiKeys(
    { client, pageSize: largestPage },
    { nameQuery: name },
  )) {
    const key = items?.find((item) => item.name === name)
    if (key?.id !== undefined) return key.id
  }
  return undefined
}

const ignoreConflict = (error: unknown): undefined => ignore(error, 'ConflictException')
const ignoreNotFound = (error: unknown): undefined => ignore(error, 'NotFoundException')

const ignore = (error: unknown, name: string): undefined => {
  if (error instanceof Error && error.name === name) return undefined
  throw error
}
