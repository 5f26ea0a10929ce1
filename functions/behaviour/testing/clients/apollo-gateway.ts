import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway'

/** The headers of the client that the service needs. Accept is not one of them. */
const forwarded = ['authorization', 'idempotency-key', 'x-tenant-id', 'x-correlation-id', 'traceparent']

type Context = { headers?: Record<string, string | undefined> }

export const apolloGateway = (supergraphSdl: string): ApolloGateway =>
  new ApolloGateway({
    supergraphSdl,
    buildService: ({ url = '' }) =>
      new RemoteGraphQLDataSource<Context>({
        url,
        willSendRequest({ request, context }) {
          for (const name of forwarded) {
            const value = context.headers?.[name]
            if (value) request.http?.headers.set(name, value)
          }
        },
      }),
  })
