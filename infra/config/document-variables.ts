import { createPrivateKey } from 'node:crypto'
import * as z from 'zod'
import { secret } from './value-schemas.ts'

/** The variables of the proof that issued documents print. Each schema is made when it is read. */

const privateKeyForm = /^-----BEGIN PRIVATE KEY-----\s[^-]+-----END PRIVATE KEY-----$/

const isEd25519Key = (pem: string): boolean => {
  try {
    return privateKeyForm.test(pem) && createPrivateKey(pem).asymmetricKeyType === 'ed25519'
  } catch {
    return false
  }
}

/** The text of the key. As in a certificate, each line break may be written as \n. */
const signingKey = () =>
  z
    .string()
    .transform((pem) => pem.replaceAll('\\n', '\n').trim())
    .refine(
      isEd25519Key,
      'an Ed25519 key in PKCS#8 PEM is needed, its text and not the name of a file; ' +
        'openssl genpkey -algorithm ed25519 prints such a key',
    )

const publicKeyBytes = 32
/** Random bytes have 30 different ones. A text that was only put in the place of a key has one or two. */
const minDifferentBytes = 12

/** Returns true for the raw bytes of a public key in base64url, in their only spelling. */
export const isPublicKey = (text: string): boolean => {
  const bytes = Buffer.from(text, 'base64url')
  const isSpelledRight = bytes.length === publicKeyBytes && bytes.toString('base64url') === text
  return isSpelledRight && new Set(bytes).size >= minDifferentBytes
}

const publicKeys = () =>
  z
    .string()
    .transform((list) => list.split(',').map((key) => key.trim()))
    .refine(
      (keys) => keys.every(isPublicKey),
      'public keys of Ed25519 are needed: 32 bytes each in base64url (43 characters), separated by commas; ' +
        'GET /documents/keys shows each as x',
    )

/** The address is in every QR code, and a longer text makes a code with smaller modules. */
const longestAddress = 100
const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/** Browsers check signatures only on a page that was loaded with TLS or from this machine. */
const isPublicAddress = (address: string): boolean => {
  if (address.length > longestAddress || !URL.canParse(address) || address.endsWith('/')) return false
  const { protocol, hostname, username, password } = new URL(address)
  const isSecure = protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname))
  return isSecure && username === '' && password === '' && /^[\w.:/[\]~-]+$/.test(address)
}

const publicAddress = () =>
  z
    .string()
    .refine(
      isPublicAddress,
      `an address such as https://finance.example.com is needed, of at most ${longestAddress} characters, ` +
        'without a slash at its end; http:// only on this machine',
    )

export const documentProof = {
  DOCUMENT_SIGNING_KEY: () =>
    secret(
      signingKey().optional(),
      'Ed25519 key (PKCS#8 PEM) that signs the line and the QR code on issued documents; without it they ' +
        'have neither',
    ),
  DOCUMENT_FORMER_KEYS: () =>
    publicKeys()
      .default([])
      .describe(
        'other public keys whose documents are genuine, such as those before DOCUMENT_SIGNING_KEY was ' +
          'replaced: raw, base64url, comma-separated',
      ),
  DOCUMENT_PUBLIC_URL: () =>
    publicAddress()
      .optional()
      .describe(
        'address at which everybody reaches this service, such as https://finance.example.com; the QR code ' +
          'then opens its page /verify, and otherwise contains the text alone',
      ),
}
