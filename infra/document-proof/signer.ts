import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { secret } from '../secrets/secret.ts'
import { keyIdOf, type PublicKey } from './public-key.ts'

export type DocumentSigner = Readonly<{
  keyId: string
  publicKey: PublicKey
  /** Returns the Ed25519 signature of the text in base64url: 86 characters. */
  sign(message: string): string
}>

/**
 * Returns what signs the documents of this service; undefined where DOCUMENT_SIGNING_KEY is not set.
 * @throws ConfigurationError when DOCUMENT_SIGNING_KEY or its ARN is invalid
 * @throws SecretUnavailable when the secret cannot be fetched or is not valid
 */
export const documentSigner = async (): Promise<DocumentSigner | undefined> => {
  const pem = await secret('DOCUMENT_SIGNING_KEY')
  if (pem === undefined) return undefined
  if (last?.pem !== pem) last = { pem, signer: signerOf(pem) }
  return last.signer
}

/** A process has one key, and reading it takes as long as signing with it. */
let last: { pem: string; signer: DocumentSigner } | undefined

const signerOf = (pem: string): DocumentSigner => {
  const key = createPrivateKey(pem)
  const { x: publicKey = '' } = createPublicKey(key).export({ format: 'jwk' })
  return {
    keyId: keyIdOf(publicKey),
    publicKey,
    sign: (message) => sign(null, Buffer.from(message), key).toString('base64url'),
  }
}
