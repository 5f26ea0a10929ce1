/** A part that could not be started. The message says what was wrong, where, and what would be right; `code` is stable. */
export class StartError extends Error {
  readonly code: string

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'StartError'
    this.code = code
  }
}

/** The system's own code of a failed call, such as ENOENT. (No instanceof: a test runner's sandbox has an Error of its own.) */
export const systemCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined
