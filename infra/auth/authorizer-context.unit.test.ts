import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, jest, test } from '@jest/globals'
import { readManifest } from '../run/host/manifest.ts'
import { authorizerContext, callerOf } from './authorizer-context.ts'

const root = join(import.meta.dirname, '../..')
const karim = { userId: 'u-1', tenantId: 'acme', role: 'auditor' } as const
const exp = 1_800_000_000

afterEach(() => void jest.restoreAllMocks())
const setClock = (seconds: number) => jest.spyOn(Date, 'now').mockReturnValue(seconds * 1000)

test('the functions behind the authorizer get the caller of the token', () => {
  setClock(exp - 600)
  expect(callerOf(authorizerContext(karim, exp))).toEqual({
    tenantId: 'acme',
    actor: { id: 'u-1', role: 'auditor' },
    permissions: ['invoice:read', 'report:read', 'usage:read'],
  })
})

test('a token ends at its expiry and the skew of the clocks, however long its result is cached', () => {
  const context = authorizerContext(karim, exp)
  setClock(exp + 59)
  expect(callerOf(context)).toBeDefined()
  setClock(exp + 60)
  expect(callerOf(context)).toBeUndefined()
})

test.each([undefined, '', 'soon', 'Infinity-', 'NaN', Number.MAX_SAFE_INTEGER])(
  'without a time of expiry there is no caller: %j',
  (expiresAt) => {
    expect(callerOf({ ...authorizerContext(karim, exp), expiresAt })).toBeUndefined()
  },
)

test.each(['userId', 'tenantId', 'role', 'permissions'])('without %s there is no caller', (name) => {
  setClock(exp)
  expect(callerOf({ ...authorizerContext(karim, exp), [name]: undefined })).toBeUndefined()
  expect(callerOf(null)).toBeUndefined()
})

/** Returns the text of the modules that a handler imports, directly or not, and its own. */
const sourcesOf = (file: string, found = new Map<string, string>()): Map<string, string> => {
  if (found.has(file)) return found
  const text = readFileSync(join(root, file), 'utf8')
  found.set(file, text)
  for (const [, path = ''] of text.matchAll(/^import (?!type )[^']*?from '(\.[^']+\.ts)'/gm))
    sourcesOf(join(dirname(file), path), found)
  return found
}

test('every function with a route behind the authorizer asks callerOf', () => {
  const { functions } = readManifest(join(root, 'serverless.yml'), {})
  const behind = [...functions.values()].filter(({ routes }) => routes.some(({ authorizer }) => authorizer))
  const asking = behind.filter(({ module }) =>
    [...sourcesOf(`${module}.ts`).values()].some((text) => /\bcallerOf\(/.test(text)),
  )
  expect(behind.map(({ key }) => key)).toContain('graphql')
  expect(asking).toEqual(behind)
})
