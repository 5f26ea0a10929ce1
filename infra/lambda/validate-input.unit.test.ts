import { expect, test } from '@jest/globals'
import * as z from 'zod'
import type { Envelope } from './envelope.ts'
import { validateInput } from './validate-input.ts'

const one = z.strictObject({ id: z.string().max(3, { abort: true, error: 'is too long' }) })
const many = z.strictObject({ ids: z.array(z.string()) })

const validate = (schema: z.ZodType, input: unknown) =>
  validateInput(schema).before?.({ event: { input } as Envelope } as never)

test('the problem of an input that no schema of a union accepts names its field', async () => {
  expect(await validate(z.union([one, many]), { id: '1234' })).toMatchObject({
    error: { code: 'INVALID_INPUT', path: 'id', message: 'id: is too long' },
  })
})

test('an input that a schema of a union accepts is valid', async () => {
  expect(await validate(z.union([one, many]), { ids: ['1234'] })).toBeUndefined()
})
