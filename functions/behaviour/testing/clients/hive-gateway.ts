import { createGatewayRuntime, type GatewayRuntime } from '@graphql-hive/gateway-runtime'

/** The headers of the client that the service needs. Accept is not one of them. */
const forwarded = ['authorization', 'idempotency-key', 'x-tenant-id', 'x-correlation-id', 'traceparent']

export const hiveGateway = (supergraph: string): GatewayRuntime =>
  createGatewayRuntime({
    supergraph,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) =>
        Object.fromEntries(
          forwarded.flatMap((name) => {
            const value = request.headers.get(name)
            return value === null ? [] : [[name, value]]
          }),
        ),
    },
  })
