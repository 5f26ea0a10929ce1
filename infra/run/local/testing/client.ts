export type GraphqlError = {
  message: string
  path?: (string | number)[]
  extensions: Record<string, unknown> & { code: string }
}
export type GraphqlResponse = {
  status: number
  data?: Record<string, never> | null
  errors?: GraphqlError[]
  headers: Headers
}

export type Client = {
  token: string
  /** Returns the whole response. */
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<GraphqlResponse>
  /** Returns the value of the only root field. @throws Error when the response contains an error */
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the query of the test
  value(query: string, variables?: object, headers?: Record<string, string>): Promise<any>
  /** Returns the first error. @throws Error when the response contains none */
  error(
    query: string,
    variables?: object,
    headers?: Record<string, string>,
  ): Promise<GraphqlError['extensions'] & { message: string }>
}

/** Returns a client of the GraphQL endpoint below `url`. Without a token it sends none. */
export const clientOf = (url: string, token: string | undefined): Client => {
  const ask: Client['ask'] = async (query, variables = {}, headers = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    })
    return {
      status: response.status,
      headers: response.headers,
      ...((await response.json()) as Omit<GraphqlResponse, 'status' | 'headers'>),
    }
  }
  return {
    token: token ?? '',
    ask,
    value: async (query, variables, headers) => {
      const { data, errors, status } = await ask(query, variables, headers)
      if (errors?.length || !data) throw new Error(`HTTP ${status}: ${JSON.stringify(errors)}`)
      return Object.values(data)[0]
    },
    error: async (query, variables, headers) => {
      const { data, errors } = await ask(query, variables, headers)
      const [error] = errors ?? []
      if (!error) throw new Error(`Expected an error, got ${JSON.stringify(data)}`)
      return { ...error.extensions, message: error.message }
    },
  }
}
