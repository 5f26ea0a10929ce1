/**
 * The names of the variables that belong to a secret. A password, a signing secret or a signing key may be
 * named by the ARN of a secret in AWS Secrets Manager instead of being in the environment itself.
 */

/** The variable of the ARN: `_ARN` behind a name that ends in SECRET, otherwise `_SECRET_ARN`. */
export type ArnVariable<Name extends string> = Name extends `${string}_SECRET`
  ? `${Name}_ARN`
  : `${Name}_SECRET_ARN`

/** The names that have such a variable. Two secrets have none: EVENTSTORE_CONNECTION_STRING and REDIS_URL. */
export type WithArn<Name> = Extract<Name, `${string}_SECRET` | `${string}_PASSWORD` | `${string}_SIGNING_KEY`>

export const hasArnVariable = <Name extends string>(name: Name): name is WithArn<Name> =>
  /_(SECRET|PASSWORD|SIGNING_KEY)$/.test(name)

/** JWT_ACCESS_SECRET -> JWT_ACCESS_SECRET_ARN, DATABASE_PASSWORD -> DATABASE_PASSWORD_SECRET_ARN */
export const arnVariable = <const Name extends string>(name: Name): ArnVariable<Name> =>
  `${name}${name.endsWith('_SECRET') ? '' : '_SECRET'}_ARN` as ArnVariable<Name>

/** JWT_ACCESS_SECRET_ARN -> JWT_ACCESS_SECRET; undefined for a name that is not of the form of an ARN's. */
export const plainVariable = (name: string): string | undefined => {
  const [, beforeArn, beforeSecret] = /^((\w+)_SECRET)_ARN$/.exec(name) ?? []
  return beforeSecret !== undefined && hasArnVariable(beforeSecret) ? beforeSecret : beforeArn
}

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
