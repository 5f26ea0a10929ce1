/**
 * Returns the code of a thrown value, such as ENOENT or 23505; undefined when it has none. `instanceof Error`
 * is not enough: under a test runner the errors of Node's own modules belong to another realm.
 */
export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
