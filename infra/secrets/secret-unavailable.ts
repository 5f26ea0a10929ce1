/**
 * A secret cannot be read from AWS Secrets Manager, or is not what its variable needs. The message names the
 * variable, and neither the value nor the ARN. There is no cause, because the messages of the SDK contain the
 * ARN and the account: only the name of its error is in the message.
 */
export class SecretUnavailable extends Error {
  readonly code = 'SECRET_UNAVAILABLE'

  constructor(variable: string, reason: string) {
    super(`The secret that ${variable} names ${reason}`)
    this.name = 'SecretUnavailable'
  }
}
