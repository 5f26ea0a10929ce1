import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

cryptoProvider.set(webcrypto as unknown as Crypto)

/** A certificate and its private key, both in PEM. */
export type KeyPair = { certificate: string; key: string }

const dayMs = 24 * 60 * 60_000
const authorityDays = 20 * 365
const nodeDays = 5 * 365

const authorityKey = { name: 'ECDSA', namedCurve: 'P-256' } as const
const authoritySignature = { name: 'ECDSA', hash: 'SHA-256' } as const
/** EventStoreDB reads only RSA keys. */
const nodeKey = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
} as const

/** The name that a node shows another node, by which they know each other as nodes of one cluster. */
const nodeName = 'eventstoredb-node'

/** Makes the authority of a stage, which signs the certificates of its EventStoreDB nodes. */
export const makeAuthority = async (stage: string, now = new Date()): Promise<KeyPair> => {
  const keys = await generateKeys(authorityKey)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...validity(now, authorityDays),
    name: `CN=finance ${stage} event store`,
    signingAlgorithm: authoritySignature,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: certificate.toString('pem'), key: await privateKeyPem(keys.privateKey) }
}

/** Signs one certificate for all nodes in `domain`, as servers and as clients of each other. */
export const signNodeCertificate = async (
  authority: KeyPair,
  domain: string,
  now = new Date(),
): Promise<KeyPair> => {
  const keys = await generateKeys(nodeKey)
  const issuer = new X509Certificate(authority.certificate)
  const certificate = await X509CertificateGenerator.create({
    ...validity(now, nodeDays),
    subject: `CN=${nodeName}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await importAuthorityKey(authority.key),
    signingAlgorithm: authoritySignature,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: `*.${domain}` },
        { type: 'dns', value: domain },
      ]),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return { certificate: certificate.toString('pem'), key: await privateKeyPem(keys.privateKey) }
}

/** Days until a certificate in PEM expires; negative when it has. */
export const daysLeft = (certificate: string, now = new Date()): number =>
  Math.floor((new X509Certificate(certificate).notAfter.getTime() - now.getTime()) / dayMs)

/** A day earlier, for machines whose clocks are behind. */
const validity = (now: Date, days: number) => ({
  notBefore: new Date(now.getTime() - dayMs),
  notAfter: new Date(now.getTime() + days * dayMs),
  // Positive, because the first bit of the number is its sign.
  serialNumber: `01${randomBytes(15).toString('hex')}`,
})

/** The types of the library are those of a browser, which lack usages that Node.js has. */
const subtle = webcrypto.subtle as unknown as SubtleCrypto

const generateKeys = (algorithm: typeof authorityKey | typeof nodeKey): Promise<CryptoKeyPair> =>
  subtle.generateKey(algorithm, true, ['sign', 'verify'])

const privateKeyPem = async (key: CryptoKey): Promise<string> =>
  PemConverter.encode(await subtle.exportKey('pkcs8', key), 'PRIVATE KEY')

const importAuthorityKey = (pem: string): Promise<CryptoKey> => {
  const [content] = PemConverter.decode(pem)
  if (content === undefined) throw new Error('The key of the authority is not in PEM')
  return subtle.importKey('pkcs8', content, authorityKey, false, ['sign'])
}
