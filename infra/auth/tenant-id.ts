const pattern = /^[a-z][a-z0-9-]{0,39}$/

/** Safe in names of streams, schemas and roles. The domain and the table of tenants say the same, each for itself. */
export const isTenantId = (text: unknown): text is string => typeof text === 'string' && pattern.test(text)
