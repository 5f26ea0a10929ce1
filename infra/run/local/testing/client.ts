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
  /** The whole answer. */
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<GraphqlResponse>
  /** The value of the only root field. Throws when the answer holds an error. */
  // biome-ignore lint/suspicious/noExplicitAny: what comes back has the shape that the test asked for
  value(query: string, variables?: object, headers?: Record<string, string>): Promise<any>
  /** The error of the only root field. Throws when there is none. */
  error(
    query: string,
    variables?: object,
    headers?: Record<string, string>,
  ): Promise<GraphqlError['extensions'] & { message: string }>
}

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
      if (!error) throw new Error(`There was no error but ${JSON.stringify(data)}`)
      return { ...error.extensions, message: error.message }
    },
  }
}
