const pattern = /^[a-z][a-z0-9-]{0,39}$/

export const isTenantId = (text: unknown): text is string => typeof text === 'string' && pattern.test(text)
