import { describe, expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { permissions } from '../../infra/auth/permissions.ts'
import { exampleArguments } from '../contract/testing/example-arguments.ts'
import { contractSchema, operations } from '../contract/testing/operations.ts'

const mutations = operations.filter(({ name }) => contractSchema.getMutationType()?.getFields()[name])
const context = {
  ...{ tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions, correlationId: 'c-1' },
  ...{ causationId: 'r-1', idempotencyKey: 'k-1', traceparent: '00-1-2-01' },
}

/** No store is configured, so a command that got as far as a store would fail in another way. */
describe.each(mutations)('$name appends nothing', ({ name, args, handler }) => {
  const input = exampleArguments(args.filter((field) => field.name !== 'idempotencyKey'))
  const answerTo = (changed: object) =>
    handler({ field: name, input, context: { ...context, ...changed } }, {} as Context)

  test.each(['u\0', 'u\ud800', '', 'x'.repeat(129)])('for the user id %j', async (id) => {
    expect(await answerTo({ actor: { id, role: 'admin' } })).toMatchObject({
      ok: false,
      error: { code: 'UNAUTHENTICATED' },
    })
  })

  test.each(['correlationId', 'causationId', 'idempotencyKey', 'traceparent'])(
    'for a %s that cannot be stored',
    async (path) => {
      for (const id of ['c\0', 'c\udc00', 'x'.repeat(257)])
        expect(await answerTo({ [path]: id })).toMatchObject({
          ok: false,
          error: { code: 'INVALID_INPUT', path },
        })
    },
  )
})
