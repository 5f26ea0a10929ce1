import { Client, fetchExchange } from '@urql/core'

export const urqlClient = (url: string, token: string): Client =>
  new Client({
    url,
    exchanges: [fetchExchange],
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
  })
