export type EventStoreAddress = {
  /** The address without the credentials. */
  connectionString: string
  credentials: { username: string; password: string } | undefined
}

const form = /^(esdb(?:\+discover)?:\/\/)(?:([^\s:@/?#]+):([^\s@/?#]+)@)?([^\s@/][^@]*)$/

/**
 * Returns the parts of a connection string of EventStoreDB, or undefined when it is not valid. The client
 * would take what is behind a stray / # ? or @ in a password as a part of the host, and repeat it in errors.
 */
export const parseEventStoreAddress = (address: string): EventStoreAddress | undefined => {
  const [, scheme = '', user, password, rest = ''] = form.exec(address.trim()) ?? []
  if (rest === '') return undefined
  const connectionString = scheme + rest
  if (user === undefined || password === undefined) return { connectionString, credentials: undefined }
  try {
    const credentials = { username: decodeURIComponent(user), password: decodeURIComponent(password) }
    return { connectionString, credentials }
  } catch {
    return undefined
  }
}
