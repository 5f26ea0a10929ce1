import { readFileSync, statSync } from 'node:fs'
import * as z from 'zod'
import { isPublicKey } from '../../config/document-variables.ts'
import { keySetAddress } from '../../config/value-schemas.ts'
import { documentKeys } from '../../document-proof/key-set.ts'
import { keyIdOf } from '../../document-proof/public-key.ts'
import { UsageError } from '../../process/command-line.ts'
import type { NamedKey } from './check-proof.ts'

/** A key set of 100 keys has 15 kB. */
const maxBytes = 131_072
const fetchTimeoutMs = 10_000

const keySetSchema = z.object({
  keys: z
    .array(
      z
        .object({ kid: z.string(), x: z.string() })
        .refine(({ kid, x }) => isPublicKey(x) && keyIdOf(x) === kid, 'is no Ed25519 key with its own id'),
    )
    .min(1, 'has no keys'),
})

/**
 * Returns the keys of a key set at an address or in a file, or without either those of the configuration.
 * @throws UsageError when there is no such file or address, or none is named and none is configured
 * @throws Error when the address does not respond, or what it returns is no key set
 */
export const readKeys = async (source: string | undefined): Promise<readonly NamedKey[]> => {
  if (source === undefined) return configuredKeys()
  const text = source.includes('://') ? await fetchText(source) : readText(source)
  const parsed = keySetSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data.keys
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: '' }
  throw new Error(
    `--keys ${source} is not a key set as GET /documents/keys returns it: ${path.join('.')} ${message}`,
  )
}

const configuredKeys = async (): Promise<readonly NamedKey[]> => {
  const { keys } = await documentKeys()
  if (keys.length > 0) return keys
  throw new UsageError(
    'No keys: name them with --keys, or set DOCUMENT_SIGNING_KEY, DOCUMENT_SIGNING_KEY_SECRET_ARN or ' +
      'DOCUMENT_FORMER_KEYS',
  )
}

/** Whoever can change the response could make every document genuine, so it must come with TLS. */
const fetchText = async (address: string): Promise<string> => {
  if (!keySetAddress().safeParse(address).success)
    throw new UsageError(
      `--keys ${address}: an address such as https://finance.example.com/documents/keys is needed, without ` +
        'credentials; http:// only on this machine',
    )
  try {
    const response = await fetch(address, {
      redirect: 'error',
      signal: AbortSignal.timeout(fetchTimeoutMs),
    })
    if (!response.ok) throw new Error(`it responded with ${response.status}`)
    return await textUpTo(maxBytes, response)
  } catch (error) {
    throw new Error(`--keys ${address} could not be read`, { cause: error })
  }
}

const textUpTo = async (most: number, { body }: Response): Promise<string> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > most) throw new Error(`it has more than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const readText = (path: string): string => {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isFile()) throw new UsageError(`--keys ${path} is neither a file nor an address`)
  if (stats.size > maxBytes) throw new Error(`--keys ${path} has more than ${maxBytes} bytes`)
  return readFileSync(path, 'utf8')
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
