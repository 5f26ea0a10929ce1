import fc from 'fast-check'
import { contractSchema } from '../../contract/testing/operations.ts'
import { authRequests } from './auth-requests.ts'
import { operationOf, requestsOf, rootFields } from './documents.ts'
import { isWhole } from './framing.ts'
import { mutated } from './mutated-bytes.ts'
import { oddText, sometimes } from './odd-texts.ts'
import { bytesOf, rawRequests } from './raw-requests.ts'
import { postOf, type senderTo } from './sending.ts'
import { shown, shownText } from './shown.ts'
import { argumentsOf, type Ids } from './values.ts'

export type Tokens = { admin: string; auditor: string; platform: string; refresh: string }

type Sender = ReturnType<typeof senderTo>

/** A kind of random requests: how one is sent, and how it is shown when it has failed. */
export type Kind = { request: fc.Arbitrary<{ run(sender: Sender): Promise<void>; show(): string }> }

const bearer = (token: string): [string, string] => ['Authorization', `Bearer ${token}`]
const oddKey = sometimes(oddText.map((text) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 2_000)))
const keyHeaders = (key: string | undefined): [string, string][] =>
  key === undefined ? [] : [['Idempotency-Key', key]]

const members = ['admin', 'admin', 'admin', 'auditor'] as const
const anyRole = ['admin', 'platform'] as const

/** Values of every argument of every field. */
const values = (tokens: Tokens, ids: Ids): Kind => ({
  request: fc
    .constantFrom(...rootFields(contractSchema))
    .chain(({ kind, field }) =>
      fc.record({
        // A new tenant takes a schema of the database: few requests are by the platform.
        role: fc.constantFrom(...(field.name === 'registerTenant' ? anyRole : members)),
        query: fc.constant(operationOf(kind, field)),
        variables: argumentsOf(field, ids),
        key: oddKey,
      }),
    )
    .map(({ role, query, variables, key }) => ({
      run: ({ send }) => {
        const headers = [bearer(tokens[role]), ...keyHeaders(key)]
        return send({ path: '/graphql', body: JSON.stringify({ query, variables }), headers })
      },
      show: () => `${role}: ${query}\n${shown(variables)}\nkey ${shown(key)}`,
    })),
})

/** Texts of queries. */
const texts = (tokens: Tokens): Kind => ({
  request: fc
    .record({
      request: requestsOf(contractSchema),
      operationName: sometimes(fc.oneof(fc.constant('Fuzz'), oddText)),
    })
    .map(({ request, operationName }) => ({
      run: ({ send }) =>
        send({
          path: '/graphql',
          body: JSON.stringify({ ...request, operationName }),
          headers: [bearer(tokens.auditor)],
        }),
      show: () => {
        const { query, variables } = request
        return `${query.length > 3_000 ? shownText(query) : query}\n${shown({ variables, operationName })}`
      },
    })),
})

/** Requests of HTTP that no client would send, one or several on a connection. */
const connections = (tokens: Tokens): Kind => ({
  request: rawRequests(tokens.auditor).map((requests) => ({
    run: ({ sendBytes }) =>
      sendBytes(
        {
          bytes: Buffer.concat(requests.map(bytesOf)),
          methods: requests.map(({ method }) => method),
          isWhole: requests.every(isWhole),
        },
        0,
      ),
    show: () => requests.map((request) => shown(request)).join('\n'),
  })),
})

const bodies = (tokens: Tokens, ids: Ids): fc.Arbitrary<Buffer> => {
  const create = rootFields(contractSchema).map(({ kind, field }) =>
    argumentsOf(field, ids).map((variables) =>
      postOf({
        path: '/graphql',
        body: JSON.stringify({ query: operationOf(kind, field, 1), variables }),
        headers: [bearer(tokens.auditor), ['X-Correlation-ID', 'c-1'], ['Origin', 'https://erp.example']],
      }),
    ),
  )
  const auth = fc
    .constantFrom('/auth/refresh', '/auth/revoke')
    .map((path) => postOf({ path, body: JSON.stringify({ refreshToken: tokens.admin }) }))
  return fc.oneof({ weight: 4, arbitrary: fc.oneof(...create) }, { weight: 1, arbitrary: auth })
}

/** Good requests with a few changed bytes anywhere in their head or body. */
const changedBytes = (tokens: Tokens, ids: Ids): Kind => ({
  request: mutated(bodies(tokens, ids)).map((bytes) => ({
    // What is left may be no whole request, or several.
    run: ({ sendBytes }) =>
      sendBytes({ bytes, methods: [bytes.toString('latin1', 0, 4)], isWhole: false }, 0),
    show: () => shown(bytes),
  })),
})

/** Requests to refresh and to revoke tokens. */
const auth = (tokens: Tokens): Kind => ({
  request: authRequests({ access: tokens.admin, refresh: tokens.refresh }).map(({ path, body, key }) => ({
    run: ({ send }) => send({ path, body, headers: keyHeaders(key) }),
    show: () => `${path} ${shownText(body)} key ${shown(key)}`,
  })),
})

/** All kinds of requests, with the part of all requests or of the time that each has. */
export const kindsOf = (tokens: Tokens, ids: Ids): Record<KindName, Kind> => ({
  values: values(tokens, ids),
  texts: texts(tokens),
  connections: connections(tokens),
  bytes: changedBytes(tokens, ids),
  auth: auth(tokens),
})

export const shares = { values: 0.35, texts: 0.25, connections: 0.15, bytes: 0.15, auth: 0.1 } as const
export type KindName = keyof typeof shares
