import { createHash, createPublicKey, verify } from 'node:crypto'

/** The raw 32 bytes of an Ed25519 key in base64url. */
export type PublicKey = string

/** Returns the id of a key: the first 8 hexadecimal digits of the SHA-256 of its raw bytes. */
export const keyIdOf = (publicKey: PublicKey): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 8)

/** Returns true when the signature (base64url) of the message is one of this key. */
export const isSignedBy = (publicKey: PublicKey, message: string, signature: string): boolean =>
  verify(
    null,
    Buffer.from(message),
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  )
