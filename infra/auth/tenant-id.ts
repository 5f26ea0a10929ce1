const pattern = /^[a-z][a-z0-9-]{0,39}$/

/**
 * Such an id is safe in names of streams, schemas and roles. The domain and the table of tenants check the
 * same pattern themselves; a test compares the three.
 */
export const isTenantId = (text: unknown): text is string => typeof text === 'string' && pattern.test(text)
