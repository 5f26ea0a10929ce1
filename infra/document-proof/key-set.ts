import { settings } from '../config/settings.ts'
import { keyIdOf, type PublicKey } from './public-key.ts'
import { documentSigner } from './signer.ts'

/** A public key in the form of RFC 8037, so that every library for JSON Web Keys can read it. */
export type KeyOfSet = Readonly<{
  kid: string
  kty: 'OKP'
  crv: 'Ed25519'
  alg: 'EdDSA'
  use: 'sig'
  x: PublicKey
}>

/** A JSON Web Key Set. `current` is the id of the key that signs now; null when none does. */
export type KeySet = Readonly<{ current: string | null; keys: readonly KeyOfSet[] }>

/**
 * Returns the public keys whose documents are genuine: that of DOCUMENT_SIGNING_KEY, then those of
 * DOCUMENT_FORMER_KEYS, each once.
 * @throws ConfigurationError when one of the two is invalid
 * @throws SecretUnavailable when the secret cannot be fetched or is not valid
 */
export const documentKeys = async (): Promise<KeySet> => {
  const { DOCUMENT_FORMER_KEYS: former } = settings(['DOCUMENT_FORMER_KEYS'])
  const signer = await documentSigner()
  const publicKeys = new Set([...(signer === undefined ? [] : [signer.publicKey]), ...former])
  return { current: signer?.keyId ?? null, keys: [...publicKeys].map(keyOfSet) }
}

const keyOfSet = (x: PublicKey): KeyOfSet => ({
  kid: keyIdOf(x),
  kty: 'OKP',
  crv: 'Ed25519',
  alg: 'EdDSA',
  use: 'sig',
  x,
})
