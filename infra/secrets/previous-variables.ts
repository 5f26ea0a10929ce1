/**
 * The variables of the secrets before a rotation, for a secret that is in the environment itself. Secrets
 * Manager keeps the version before by itself, so they have no variable for an ARN.
 */
export const previousVariables = {
  JWT_ACCESS_SECRET: 'JWT_ACCESS_SECRET_PREVIOUS',
  JWT_REFRESH_SECRET: 'JWT_REFRESH_SECRET_PREVIOUS',
} as const

export const hasPreviousVariable = (name: string): name is keyof typeof previousVariables =>
  Object.hasOwn(previousVariables, name)
