import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose'

type Pair = Awaited<ReturnType<typeof generateKeyPair>>
type Reply = { status?: number; headers?: Record<string, string>; body?: string | undefined }

/** An issuer of tokens on this machine, with its key set. */
export type TestIssuer = {
  url: string
  /** Makes a key pair and publishes the public key; returns the private one. */
  publish: (kid: string, alg: string, change?: Partial<JWK>) => Promise<Pair>
  /** Takes a key from the set. */
  withdraw: (kid: string) => void
  /** What the server sends from now on in place of the key set; undefined: the key set. */
  replyWith: (reply: Reply | 'nothing' | undefined) => void
  /** The number of requests since the start. */
  requests: () => number
  close: () => Promise<void>
}

export const startIssuer = async (): Promise<TestIssuer> => {
  const keys = new Map<string, JWK>()
  let reply: Reply | 'nothing' | undefined
  let requests = 0
  const server = createServer((_, response) => {
    requests++
    if (reply === 'nothing') return
    const { status = 200, headers = {}, body = JSON.stringify({ keys: [...keys.values()] }) } = reply ?? {}
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    publish: async (kid, alg, change = {}) => {
      const pair = await generateKeyPair(alg, { extractable: true })
      keys.set(kid, { ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig', ...change })
      return pair
    },
    withdraw: (kid) => void keys.delete(kid),
    replyWith: (next) => {
      reply = next
    },
    requests: () => requests,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Returns a token of the user u-1 of acme, for the audience finance, that lives for ten minutes. */
export const tokenOf = (
  key: Pair['privateKey'] | Uint8Array,
  header: JWTHeaderParameters,
  claims: Record<string, unknown> = {},
): Promise<string> => {
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, exp: now + 600 }
  const issued = { iss: 'https://login.example', aud: 'finance', ...times }
  return new SignJWT({ sub: 'u-1', tenantId: 'acme', role: 'admin', ...issued, ...claims })
    .setProtectedHeader(header)
    .sign(key)
}
