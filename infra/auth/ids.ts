const pattern = /^[a-z][a-z0-9-]{0,39}$/

/**
 * Such an id is safe in names of streams, schemas and roles. The domain and the table of tenants check the
 * same pattern themselves; a test compares the three.
 */
export const isTenantId = (text: unknown): text is string => typeof text === 'string' && pattern.test(text)

export const maxUserIdLength = 128

/** Control characters, halves of surrogate pairs, and what breaks a line or turns the direction of text. */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
const visible = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u

/**
 * Whether this is the id of a user: 1 to 128 characters that print, at least one of them visible. The id is
 * stored with every event, and neither PostgreSQL nor UTF-8 can keep every text.
 */
export const isUserId = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= maxUserIdLength && !unprintable.test(text) && visible.test(text)
