import { createHash } from 'node:crypto'
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const persistedQueryClient = (uri: string, token: string, useGETForHashedQueries = false) =>
  new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([
      new PersistedQueryLink({ sha256, useGETForHashedQueries }),
      new HttpLink({ uri, headers: { authorization: `Bearer ${token}` } }),
    ]),
  })
