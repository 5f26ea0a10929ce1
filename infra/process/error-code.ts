/**
 * The code of whatever was thrown, such as ENOENT or 23505; undefined when it has none. Not by class: under a test runner the
 * errors of Node's own modules are of another realm.
 */
export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
