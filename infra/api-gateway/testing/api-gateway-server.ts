import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { ApiKey, CreateApiKeyRequest, CreateUsagePlanKeyRequest } from '@aws-sdk/client-api-gateway'

export type ApiGatewayServer = {
  /** The variables with which the AWS SDK calls this server. */
  environment: Record<string, string>
  keys: () => ApiKey[]
  /** The ids of the keys in a usage plan. */
  keysInPlan: (usagePlanId: string) => string[]
  addKey: (key: ApiKey) => void
  close: () => Promise<void>
}

/** Smaller than API Gateway's, so that a search needs several pages. */
const pageSize = 2

type Response = { status: number; body: unknown }

/** A server on this machine that speaks the protocol of API Gateway, as far as API keys need it. */
export const startApiGateway = async (): Promise<ApiGatewayServer> => {
  const state = { keys: [] as ApiKey[], plans: new Map<string, string[]>() }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body } = respond(state, request, await text(request))
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(status >= 400 ? { 'x-amzn-errortype': errorTypes[status] } : {}),
    })
    response.end(body === undefined ? undefined : JSON.stringify(body))
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    environment: {
      AWS_ENDPOINT_URL_API_GATEWAY: `http://127.0.0.1:${port}`,
      AWS_REGION: 'ap-southeast-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'no-secret',
    },
    keys: () => state.keys,
    keysInPlan: (id) => state.plans.get(id) ?? [],
    addKey: (key) => state.keys.push(key),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const errorTypes: Record<number, string> = { 404: 'NotFoundException', 409: 'ConflictException' }

type State = { keys: ApiKey[]; plans: Map<string, string[]> }

const respond = (state: State, { method, url = '/' }: IncomingMessage, body: string): Response => {
  const { pathname, searchParams } = new URL(url, 'http://gateway')
  const [, collection, id, keys] = pathname.split('/')
  if (method === 'POST' && collection === 'usageplans' && keys)
    return addToPlan(state, id ?? '', JSON.parse(body))
  if (method === 'GET' && collection === 'usageplans' && keys) return listPlan(state, id ?? '', searchParams)
  if (method === 'POST' && collection === 'apikeys') return createKey(state, JSON.parse(body))
  if (method === 'GET' && collection === 'apikeys') return listKeys(state, searchParams)
  if (method === 'DELETE' && collection === 'apikeys') return deleteKey(state, id ?? '')
  return { status: 404, body: { message: `${method} ${pathname} is not played` } }
}

const createKey = ({ keys }: State, { name, value, enabled }: CreateApiKeyRequest): Response => {
  if (keys.some((key) => key.value === value)) return { status: 409, body: { message: 'exists' } }
  const key = { id: `id-${keys.length + 1}`, name, value, enabled }
  keys.push(key)
  return { status: 201, body: key }
}

const listKeys = ({ keys }: State, query: URLSearchParams): Response =>
  page(
    keys.filter(({ name }) => name?.startsWith(query.get('name') ?? '')),
    query,
  )

const listPlan = ({ keys, plans }: State, plan: string, query: URLSearchParams): Response =>
  page(
    keys.filter(({ id = '' }) => plans.get(plan)?.includes(id)),
    query,
  )

const page = (found: readonly ApiKey[], query: URLSearchParams): Response => {
  const from = Number(query.get('position') ?? 0)
  const next = from + pageSize
  const item = found.slice(from, next).map(({ id, name }) => ({ id, name }))
  return { status: 200, body: { item, ...(next < found.length ? { position: String(next) } : {}) } }
}

const addToPlan = ({ plans }: State, id: string, { keyId = '' }: CreateUsagePlanKeyRequest): Response => {
  const keys = plans.get(id) ?? []
  if (keys.includes(keyId)) return { status: 409, body: { message: 'in the plan already' } }
  plans.set(id, [...keys, keyId])
  return { status: 201, body: { id: keyId } }
}

const deleteKey = (state: State, id: string): Response => {
  if (!state.keys.some((key) => key.id === id)) return { status: 404, body: { message: 'no such key' } }
  state.keys = state.keys.filter((key) => key.id !== id)
  for (const [plan, keys] of state.plans)
    state.plans.set(
      plan,
      keys.filter((key) => key !== id),
    )
  return { status: 202, body: undefined }
}
