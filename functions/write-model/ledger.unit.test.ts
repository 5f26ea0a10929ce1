import { describe, expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { permissions } from '../../infra/auth/permissions.ts'
import { exampleArguments } from '../contract/testing/example-arguments.ts'
import { contractSchema, operations } from '../contract/testing/operations.ts'
import { commandIdentity, hasSameInput } from './ledger.ts'

const context = {
  ...{ tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions: [], correlationId: 'c-1' },
  idempotencyKey: 'k-1',
}
const identityOf = (amount: string) =>
  commandIdentity({ field: 'recordPayment', input: { input: { amount } }, context }, 'i-1')
const storedWith = (inputHash: string) => ({
  event: {},
  stored: {
    ...{ id: '', type: '', stream: '', revision: 0, created: '', data: {} },
    metadata: { inputHash },
  },
})

test('8 a repetition is recognised however its decimals are written', () => {
  expect(hasSameInput(storedWith(identityOf('100').inputHash), identityOf('100.00'))).toBe(true)
  expect(hasSameInput(storedWith(identityOf('100.00').inputHash), identityOf('100'))).toBe(true)
  expect(hasSameInput(storedWith(identityOf('100').inputHash), identityOf('101'))).toBe(false)
})

test('8 a repetition of a command that an earlier release carried out is recognised', () => {
  // sha256 of ["recordPayment","i-1","{\"input\":{\"amount\":\"100.00\"}}"], which that release stored.
  const earlier = '6cec67d7542fdcb5676cab06c2be57855d3e1ad05babd50a67b57230806e355c'
  expect(hasSameInput(storedWith(earlier), identityOf('100.00'))).toBe(true)
  expect(hasSameInput(storedWith(earlier), identityOf('100.01'))).toBe(false)
})

test('8 a key is that of one command: with another tenant, mutation or target it is a new one', () => {
  const call = { field: 'recordPayment', input: {}, context }
  const { commandId } = commandIdentity(call, 'i-1')
  const others = [
    commandIdentity({ ...call, context: { ...context, tenantId: 'bengal' } }, 'i-1'),
    commandIdentity({ ...call, field: 'recordRefund' }, 'i-1'),
    commandIdentity(call, 'i-2'),
    commandIdentity({ ...call, context: { ...context, idempotencyKey: 'k-2' } }, 'i-1'),
  ]
  expect(commandIdentity(call, 'i-1').commandId).toBe(commandId)
  expect(new Set([commandId, ...others.map((other) => other.commandId)]).size).toBe(5)
})

const mutations = operations.filter(({ name }) => contractSchema.getMutationType()?.getFields()[name])
const sentContext = {
  ...{ tenantId: 'acme', actor: { id: 'u-1', role: 'admin' }, permissions, correlationId: 'c-1' },
  ...{ causationId: 'r-1', idempotencyKey: 'k-1', traceparent: '00-1-2-01' },
}

/** No store is configured, so a command that got as far as a store would fail in another way. */
describe.each(mutations)('$name appends nothing', ({ name, args, handler }) => {
  const input = exampleArguments(args.filter((field) => field.name !== 'idempotencyKey'))
  const answerTo = (changed: object) =>
    handler({ field: name, input, context: { ...sentContext, ...changed } }, {} as Context)

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
