/** Reads the password in the secret whose ARN a variable contains, with a new client, as functions do. */
export const passwordIn = async (variable: string): Promise<string> => {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
  const client = new SecretsManagerClient({})
  const { SecretString = '' } = await client.send(
    new GetSecretValueCommand({ SecretId: process.env[variable] ?? '' }),
  )
  client.destroy()
  return SecretString.startsWith('{')
    ? (JSON.parse(SecretString) as { password: string }).password
    : SecretString
}
