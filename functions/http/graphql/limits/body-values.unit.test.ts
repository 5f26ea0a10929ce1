import { afterEach, expect, test } from '@jest/globals'
import { provideHostRuntime } from '../../../../infra/lambda/runtime.ts'
import { withInvoice } from '../testing/client.ts'
import { maxValues } from './body-values.ts'

afterEach(() => provideHostRuntime(undefined))

const bodyWith = (extension: unknown): string =>
  JSON.stringify({ query: '{ __typename }', extensions: { extension } })

test.each([
  ['numbers', Array(maxValues).fill(1)],
  ['objects', Array(maxValues).fill({})],
  ['fields', Object.fromEntries(Array.from({ length: maxValues }, (_, index) => [index, 1]))],
])('a body of too many %s is rejected before it is read', async (_, extension) => {
  const { send } = withInvoice()
  expect(await send({ body: bodyWith(extension) })).toMatchObject({
    status: 413,
    errors: [{ message: 'The body has more than 50000 values', extensions: { code: 'INVALID_INPUT' } }],
  })
})

test.each([
  ['as many values as are allowed', Array(maxValues - 1).fill(1)],
  ['a text of commas, quotes and backslashes', '",\\'.repeat(maxValues)],
  ['a list of texts that end with a backslash', Array(maxValues - 1).fill('\\')],
])('a body with %s is read', async (_, extension) => {
  const { send } = withInvoice()
  expect(await send({ body: bodyWith(extension) })).toMatchObject({ status: 200 })
})
