import { GraphQLClient } from 'graphql-request'

export const graphqlRequestClient = (url: string, token: string): GraphQLClient =>
  new GraphQLClient(url, { headers: { authorization: `Bearer ${token}` } })
