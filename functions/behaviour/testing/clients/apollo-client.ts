import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client'

export const apolloClient = (uri: string, token: string): ApolloClient =>
  new ApolloClient({
    cache: new InMemoryCache(),
    link: new HttpLink({ uri, headers: { authorization: `Bearer ${token}` } }),
  })
