import * as z from 'zod'

/**
 * Schemas of single values. Each message says what is needed and never repeats the value. They are functions,
 * because a function on Lambda reads a few variables, and to make all of them takes time of its start.
 */

const matching = (pattern: RegExp, needed: string) => z.string().regex(pattern, needed)

/** Plain digits only. JavaScript would also accept 0x50 and 1e3, which are probably mistakes. */
export const wholeNumber = (min: number, max: number) => {
  const needed = `a whole number from ${min} to ${max} is needed`
  return matching(/^\d{1,9}$/, needed)
    .transform(Number)
    .refine((number) => number >= min && number <= max, needed)
}

export const ratio = () =>
  matching(/^(0|1|0?\.\d{1,9}|1\.0{1,9})$/, 'a number from 0 to 1 is needed').transform(Number)

export const port = () => wholeNumber(1, 65535)

/** A port that this service listens on: 0 lets the system choose one. */
export const listenPort = () => wholeNumber(0, 65535)

export const flag = () =>
  z
    .enum(['true', 'false', '1', '0'], 'true, false, 1 or 0 is needed')
    .transform((text) => text === 'true' || text === '1')

export const oneOf = <const Word extends string>(words: readonly Word[]) =>
  z.enum(words, `${words.slice(0, -1).join(', ')} or ${words.at(-1)} is needed`)

/** One or several of the words, separated by commas; returns them as a list. */
export const someOf = <const Word extends string>(words: readonly Word[]) => {
  const word = `\\s*(${words.join('|')})\\s*`
  const needed = `${words.join(' or ')} is needed, or several of them, separated by commas`
  return matching(new RegExp(`^${word}(,${word})*$`), needed).transform((list) => {
    const named = list.split(',').map((one) => one.trim())
    return words.filter((one) => named.includes(one))
  })
}

export const text = () => matching(/\S/, 'a value that is not blank is needed')

const minSecretBytes = 32
/** 32 random hexadecimal digits have as many in all but one of 10,000 cases. */
const minSecretCharacters = 10

/** Returns true when a secret is long enough for HS256 (RFC 7518, 3.2) and is no word that is repeated. */
export const isSigningSecret = (text: string): boolean =>
  Buffer.byteLength(text) >= minSecretBytes && new Set(text).size >= minSecretCharacters

export const signingSecret = () =>
  z
    .string()
    .refine(
      isSigningSecret,
      `at least ${minSecretBytes} bytes with at least ${minSecretCharacters} different characters are needed; ` +
        'openssl rand -base64 48 prints such a secret',
    )

/**
 * The text of the certificate, because a function on Lambda cannot read a file of the operator. Many tools
 * that set variables cannot write line breaks, so each may be written as \n.
 */
export const certificate = () =>
  z
    .string()
    .transform((pem) => pem.replaceAll('\\n', '\n'))
    .refine(
      (pem) => /^\s*-----BEGIN CERTIFICATE-----\s[^-]+-----END CERTIFICATE-----/m.test(pem),
      'the text of a PEM certificate is needed, not the name of a file',
    )

export const secretArn = () =>
  matching(
    /^arn:[^:\s]+:secretsmanager:[^:\s]+:\d+:secret:[^\s#]+(#\S+)?$/,
    'arn:aws:secretsmanager:<region>:<account>:secret:<name> is needed; #<key> behind it names a part of JSON',
  )

const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/** Whoever can change the answer to a request without TLS can sign tokens. */
const isKeySetAddress = (address: string): boolean => {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, username, password, hash } = new URL(address)
  const isPrivate = protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname))
  return isPrivate && username === '' && password === '' && hash === ''
}
export const keySetAddress = () =>
  z
    .string()
    .refine(
      isKeySetAddress,
      'an address such as https://login.example.com/.well-known/jwks.json is needed, without credentials; ' +
        'http:// only on this machine',
    )

const escapes = '/ is written as %2F, # as %23, ? as %3F, @ as %40 and % as %25'

export type EventStoreAddress = {
  /** The address without the credentials. */
  connectionString: string
  credentials: { username: string; password: string } | undefined
}

const eventStoreForm = /^(esdb(?:\+discover)?:\/\/)(?:([^\s:@/?#]+):([^\s@/?#]+)@)?([^\s@/][^@]*)$/

/**
 * Returns the parts of a connection string of EventStoreDB, or undefined when it is not valid. The client
 * would take what is behind a stray / # ? or @ in a password as a part of the host, and repeat it in errors.
 */
export const parseEventStoreAddress = (address: string): EventStoreAddress | undefined => {
  const [, scheme = '', user, password, rest = ''] = eventStoreForm.exec(address.trim()) ?? []
  if (rest === '') return undefined
  const connectionString = scheme + rest
  if (user === undefined || password === undefined) return { connectionString, credentials: undefined }
  try {
    const credentials = { username: decodeURIComponent(user), password: decodeURIComponent(password) }
    return { connectionString, credentials }
  } catch {
    return undefined
  }
}

export const eventStoreAddress = () =>
  z.string().transform((address, context): EventStoreAddress => {
    const parsed = parseEventStoreAddress(address)
    if (parsed !== undefined) return parsed
    context.addIssue(
      'an address such as esdb://host:2113 or esdb+discover://user:password@host:2113 is needed; ' +
        `in a password ${escapes}`,
    )
    return z.NEVER
  })

export const httpAddress = () =>
  matching(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/, 'an address such as http://host:4318 is needed')

const broker = String.raw`\s*(\[[^\]\s]+\]|[^\s,:]+):\d{1,5}\s*`
export const brokers = () =>
  matching(
    new RegExp(`^${broker}(,${broker})*,?\\s*$`),
    'host:port is needed; several are separated by commas: kafka-1:9092,kafka-2:9092',
  )

export const clusterArn = () =>
  matching(
    /^arn:[^:\s]+:kafka:[^:\s]+:\d+:cluster\/\S+$/,
    'arn:aws:kafka:<region>:<account>:cluster/<name>/<id> is needed',
  )

/** The client of Redis would read an address with a stray / or # in the password as another server. */
const isRedisAddress = (address: string): boolean => {
  if (!/^rediss?:\/\/[^\s/]/.test(address) || !URL.canParse(address)) return false
  const { hostname, password, pathname, search, hash } = new URL(address)
  const isDatabase = /^\/?\d*$/.test(pathname) && search === '' && hash === ''
  return hostname !== '' && isDatabase && !/%(?![0-9a-f]{2})/i.test(password)
}
export const redisAddress = () =>
  z
    .string()
    .refine(
      isRedisAddress,
      'an address such as redis://host:6379 or rediss://user:password@host:6379 is needed; ' +
        `in a password ${escapes}`,
    )

const origin = String.raw`\s*https?:\/\/[^\s,/*]+\s*`
/** Browsers send an origin without a slash at its end, so one with a slash would never match. */
export const origins = () =>
  matching(
    new RegExp(`^(\\s*\\*\\s*|none|${origin}(,${origin})*)$`),
    'an origin such as https://erp.example.com is needed, without path or slash at its end; ' +
      'several are separated by commas; * alone allows all, none allows none',
  )

/** A secret, with its description. Its value appears in no message and no log line. */
export const secret = <Schema extends z.ZodType>(schema: Schema, description: string) =>
  schema.meta({ description, secret: true })

export const isSecret = (schema: z.ZodType): boolean => schema.meta()?.secret === true
