import { generateKeyPairSync } from 'node:crypto'

/** Returns a new key: its private part for DOCUMENT_SIGNING_KEY, its public part for DOCUMENT_FORMER_KEYS. */
export const newSigningKey = (): { pem: string; publicKey: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKey: publicKey.export({ format: 'jwk' }).x ?? '',
  }
}
