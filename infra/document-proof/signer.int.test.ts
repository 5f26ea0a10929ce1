import { execFileSync } from 'node:child_process'
import { createHash, createPrivateKey } from 'node:crypto'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type SecretsManagerServer, startSecretsManager } from '../secrets/testing/secrets-manager-server.ts'
import { documentKeys } from './key-set.ts'
import { isSignedBy, keyIdOf } from './public-key.ts'
import { documentSigner } from './signer.ts'
import { newSigningKey } from './testing/signing-key.ts'

const before = { ...process.env }
let server: SecretsManagerServer
beforeAll(async () => {
  server = await startSecretsManager()
})
beforeEach(() => {
  process.env = { ...before, ...server.environment, LOG_LEVEL: 'silent' }
})
afterEach(() => {
  process.env = { ...before }
})
afterAll(() => server.close())

const signerWith = async (pem: string) => {
  process.env.DOCUMENT_SIGNING_KEY = pem
  const signer = await documentSigner()
  if (signer === undefined) throw new Error('no signer')
  return signer
}

describe('the signer', () => {
  test('is undefined, and the key set empty, where no key is configured', async () => {
    expect(await documentSigner()).toBeUndefined()
    expect(await documentKeys()).toEqual({ current: null, keys: [] })
  })

  test('signs with the key of the environment, whose id is the hash of its public bytes', async () => {
    const { pem, publicKey } = newSigningKey()
    const signer = await signerWith(pem)
    const hash = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex')
    expect(signer).toMatchObject({ publicKey, keyId: hash.slice(0, 8) })
    const signature = signer.sign('text')
    expect(signature).toMatch(/^[\w-]{86}$/)
    expect(isSignedBy(publicKey, 'text', signature)).toBe(true)
    expect(isSignedBy(publicKey, 'Text', signature)).toBe(false)
    expect(isSignedBy(newSigningKey().publicKey, 'text', signature)).toBe(false)
  })

  test('signs as RFC 8032, 7.1, test 1 says', async () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex')
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    const signer = await signerWith(key.export({ format: 'pem', type: 'pkcs8' }).toString())
    expect(Buffer.from(signer.publicKey, 'base64url').toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    )
    expect(Buffer.from(signer.sign(''), 'base64url').toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b' +
        'd25bf5f0595bbe24655141438e7a100b',
    )
  })

  test('takes the key that its ARN names, and another one after a rotation', async () => {
    const [first, second] = [newSigningKey(), newSigningKey()]
    process.env.DOCUMENT_SIGNING_KEY_SECRET_ARN = server.put('document-first', first.pem)
    expect(await documentSigner()).toMatchObject({ publicKey: first.publicKey })
    process.env.DOCUMENT_SIGNING_KEY_SECRET_ARN = server.put('document-second', `${second.pem}\n`)
    expect(await documentSigner()).toMatchObject({ publicKey: second.publicKey })
  })

  test('shows its key neither when it is printed nor when the key is wrong', async () => {
    const { pem } = newSigningKey()
    const content = pem.split('\n')[1] ?? ''
    const signer = await signerWith(pem)
    expect(inspect(signer, { depth: 9, showHidden: true }) + JSON.stringify(signer)).not.toContain(content)
    process.env.DOCUMENT_SIGNING_KEY = ''
    process.env.DOCUMENT_SIGNING_KEY_SECRET_ARN = server.put('document-wrong', pem.replace('PRIVATE', 'RSA'))
    const error: Error = await documentSigner().then(
      () => new Error('no error'),
      (caught) => caught,
    )
    expect(error.message).toMatch(
      /^The secret that DOCUMENT_SIGNING_KEY_SECRET_ARN names is not valid: an Ed25519/,
    )
    expect(inspect(error, { depth: 9 })).not.toContain(content)
  })

  test('reads a key that openssl has made', async () => {
    const pem = execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519'], { encoding: 'utf8' })
    expect((await signerWith(pem)).keyId).toMatch(/^[0-9a-f]{8}$/)
  })
})

describe('the key set', () => {
  test('has the current key first and each former key once', async () => {
    const [former, now] = [newSigningKey(), newSigningKey()]
    process.env.DOCUMENT_SIGNING_KEY = now.pem
    process.env.DOCUMENT_FORMER_KEYS = `${former.publicKey},${now.publicKey},${former.publicKey}`
    const key = (x: string) => ({
      ...{ kid: keyIdOf(x), kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', x },
    })
    expect(await documentKeys()).toEqual({
      current: keyIdOf(now.publicKey),
      keys: [key(now.publicKey), key(former.publicKey)],
    })
  })

  test('keeps former keys where nothing is signed any more', async () => {
    const { publicKey } = newSigningKey()
    process.env.DOCUMENT_FORMER_KEYS = publicKey
    expect(await documentKeys()).toMatchObject({ current: null, keys: [{ x: publicKey }] })
  })
})
