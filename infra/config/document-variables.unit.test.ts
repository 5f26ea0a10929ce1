import { AsyncLocalStorage } from 'node:async_hooks'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type HostRuntime, provideHostRuntime } from '../lambda/runtime.ts'
import type { Environment } from './environment.ts'
import { ConfigurationError, checkVariables, secretSource, settings } from './settings.ts'

const environment = new AsyncLocalStorage<Environment>()
beforeAll(() => provideHostRuntime({ environment } as HostRuntime))
afterAll(() => provideHostRuntime(undefined))

type Name = 'DOCUMENT_SIGNING_KEY' | 'DOCUMENT_FORMER_KEYS' | 'DOCUMENT_PUBLIC_URL'

const problemsOf = (name: Name, value: string): readonly string[] => {
  try {
    environment.run({ [name]: value }, () => checkVariables([name]))
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

const pemOf = (key: KeyObject, type: 'pkcs8' | 'sec1' = 'pkcs8') =>
  key.export({ format: 'pem', type }).toString()
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const pem = pemOf(privateKey)
const { x = '' } = publicKey.export({ format: 'jwk' })

/** What follows the header of each line of a key. */
const contentOf = (text: string) => text.split('\n')[1] ?? text

describe('DOCUMENT_SIGNING_KEY', () => {
  test.each([
    ['with line breaks', pem],
    ['with each line break written as \\n', pem.replaceAll('\n', '\\n')],
    ['with blanks around it', `\n ${pem}\n\n`],
  ])('a PKCS#8 PEM %s is a key', (_, value) => {
    expect(problemsOf('DOCUMENT_SIGNING_KEY', value)).toEqual([])
    const source = environment.run({ DOCUMENT_SIGNING_KEY: value }, () =>
      secretSource('DOCUMENT_SIGNING_KEY'),
    )
    expect(source).toEqual({ text: expect.stringContaining(pem.trim()) })
  })

  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  test.each([
    ['the name of a file', '/etc/finance/signing.pem'],
    ['a key of another kind', pemOf(elliptic)],
    ['another form of PEM', pemOf(elliptic, 'sec1')],
    ['a key of X25519, which signs nothing', pemOf(generateKeyPairSync('x25519').privateKey)],
    ['a public key', publicKey.export({ format: 'pem', type: 'spki' }).toString()],
    ['a key that was cut', pem.replace(/.{8}\n-----END/, '\n-----END')],
    [
      'a key with a password',
      privateKey
        .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'hush' })
        .toString(),
    ],
  ])('%s is refused and not shown', (_, value) => {
    const [problem, ...others] = problemsOf('DOCUMENT_SIGNING_KEY', value)
    expect(others).toEqual([])
    expect(problem).toMatch(/^DOCUMENT_SIGNING_KEY is not valid: an Ed25519 key in PKCS#8 PEM is needed/)
    expect(problem).not.toContain(contentOf(value))
  })
})

describe('DOCUMENT_FORMER_KEYS', () => {
  test('has any number of keys, with or without blanks', () => {
    const keys = (value: string) =>
      environment.run({ DOCUMENT_FORMER_KEYS: value }, () => settings(['DOCUMENT_FORMER_KEYS']))
    expect(keys('')).toEqual({ DOCUMENT_FORMER_KEYS: [] })
    expect(keys(`${x}, ${x}`)).toEqual({ DOCUMENT_FORMER_KEYS: [x, x] })
  })

  test.each([
    ['base64 with padding', `${x}=`],
    ['a key that was cut', x.slice(1)],
    ['other unused bits', x.replace(/.$/, '_')],
    ['a list with an empty part', `${x},`],
    ['a PEM', publicKey.export({ format: 'pem', type: 'spki' }).toString()],
    ['only zeros, with which anybody could sign', 'A'.repeat(43)],
  ])('%s is refused', (_, value) => {
    expect(problemsOf('DOCUMENT_FORMER_KEYS', value)).toEqual([
      expect.stringMatching(/^DOCUMENT_FORMER_KEYS is not valid: public keys of Ed25519 are needed/),
    ])
  })
})

describe('DOCUMENT_PUBLIC_URL', () => {
  test.each(['https://finance.example.com', 'https://a.example:8443/prod', 'http://localhost:3006'])(
    '%s is right',
    (value) => expect(problemsOf('DOCUMENT_PUBLIC_URL', value)).toEqual([]),
  )

  test.each([
    'http://finance.example.com',
    'https://finance.example.com/',
    'https://finance.example.com/verify#',
    'https://finance.example.com?a=b',
    'https://user:hush@finance.example.com',
    'finance.example.com',
    `https://${'a'.repeat(100)}.example`,
  ])('%s is refused', (value) => {
    expect(problemsOf('DOCUMENT_PUBLIC_URL', value)).toEqual([
      expect.stringMatching(/^DOCUMENT_PUBLIC_URL is not valid: an address such as https:/),
    ])
  })
})
